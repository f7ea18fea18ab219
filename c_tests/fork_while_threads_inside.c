/* A process forks while other threads are in calls, opening and closing. In the child all handles
   work and can be closed, new ones can be opened, and no call waits for a thread that does not
   exist there. */
#include "handle_count.h"

enum { THREADS = 4, FORKS = 40 };

static int ended;

static void *use_sockets(void *unused)
{
	char byte;
	int s[2];

	while (!__atomic_load_n(&ended, __ATOMIC_RELAXED)) {
		CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
		CHECK_INT(1, ox_send(s[0], "x", 1, 0));
		CHECK_INT(1, ox_recv(s[1], &byte, 1, 0));
		CHECK_INT(0, ox_close(s[0]));
		CHECK_INT(0, ox_recv(s[1], &byte, 1, 0));
		CHECK_INT(0, ox_close(s[1]));
	}
	return unused;
}

static void *receive(void *s)
{
	char byte;

	CHECK_INT(1, ox_recv(*(int *)s, &byte, 1, 0));
	return NULL;
}

static void exchange(const int s[2])
{
	char byte = 0;

	CHECK_INT(1, ox_send(s[0], "y", 1, 0));
	CHECK_INT(1, ox_recv(s[1], &byte, 1, 0));
	CHECK_INT('y', byte);
}

/* The child's life, which ends by SIGALRM if something waits for ever. */
static void all_is_sound(int busy, const int idle[2])
{
	int before, i, s[2];

	alarm(10);
	exchange(idle);
	CHECK_INT(0, ox_close(busy)); /* which the parent's thread is receiving on */
	CHECK_INT(0, ox_close(idle[0]));
	CHECK_INT(0, ox_close(idle[1]));
	CHECK_ERR(EBADF, ox_close(busy));
	before = open_descriptors();
	for (i = 0; i < 50; i++) {
		CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
		exchange(s);
		CHECK_INT(0, ox_close(s[0]));
		CHECK_INT(0, ox_close(s[1]));
	}
	CHECK_INT(before, open_descriptors());
	_exit(0);
}

int main(void)
{
	pthread_t threads[THREADS], receiver;
	int busy[2], idle[2], i;
	pid_t child;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, busy));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, idle));
	wait_until_blocked(start_thread(&receiver, receive, &busy[0]));
	for (i = 0; i < THREADS; i++)
		start_thread(&threads[i], use_sockets, NULL);
	for (i = 0; i < FORKS; i++) {
		if ((child = fork()) == 0)
			all_is_sound(busy[0], idle);
		check_child(child);
	}
	__atomic_store_n(&ended, 1, __ATOMIC_RELAXED);
	for (i = 0; i < THREADS; i++)
		CHECK_INT(0, pthread_join(threads[i], NULL));
	CHECK_INT(1, ox_send(busy[1], "x", 1, 0));
	CHECK_INT(0, pthread_join(receiver, NULL));
	exchange(idle);
	return 0;
}
