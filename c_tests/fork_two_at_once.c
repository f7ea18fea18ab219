/* Two threads fork at the same time, while a third is blocked in a call. Both children keep the
   connection when the parent closes it, also the one whose sibling has gone; the third is woken. */
#include "close_blocked.h"

static sem_t is_half_way, go_on;
static pthread_t slow_one;
static int s[2], go[2];

/* Runs amid fork, after oxsock's own preparation. */
static void pause_amid_fork(void)
{
	if (pthread_equal(pthread_self(), slow_one)) {
		sem_post(&is_half_way);
		await(&go_on);
	}
}

static int receive(int handle)
{
	char byte;

	return ox_recv(handle, &byte, 1, 0);
}

static void *fork_slowly(void *argument)
{
	char byte;
	pid_t child;

	slow_one = pthread_self();
	if ((child = fork()) == 0) {
		if (read(go[0], &byte, 1) != 1 || ox_write(s[0], "child", 5) != 5)
			_exit(1);
		_exit(0);
	}
	*(pid_t *)argument = child;
	return NULL;
}

static int has_forked;

static void *fork_quickly(void *argument)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	*(pid_t *)argument = child;
	__atomic_store_n(&has_forked, 1, __ATOMIC_RELEASE);
	return NULL;
}

/* Some C libraries keep a lock while fork's handlers run. */
static void await_fork(pid_t tid)
{
	const struct timespec pause = {0, 1000000};
	char where[512];
	int asleep = 0;

	while (!__atomic_load_n(&has_forked, __ATOMIC_ACQUIRE)) {
		asleep = check_asleep(tid, where, sizeof where) &&
				 strtol(where, NULL, 0) == SYS_futex
			 ? asleep + 1
			 : 0;
		if (asleep == 100)
			SKIP("the C library lets no two threads fork at once");
		nanosleep(&pause, NULL);
	}
}

int main(void)
{
	struct blocked blocked;
	pthread_t forker, quicker;
	pid_t slow = -1, quick = -1;
	char text[8];

	sem_init(&is_half_way, 0, 0);
	sem_init(&go_on, 0, 0);
	CHECK_INT(0, pthread_atfork(pause_amid_fork, NULL, NULL)); /* before the first socket */
	CHECK_INT(0, pipe(go));
	unix_pair(SOCK_STREAM, s);
	block(&blocked, receive, s[0]);

	start_thread(&forker, fork_slowly, &slow);
	await(&is_half_way);
	await_fork(start_thread(&quicker, fork_quickly, &quick));
	CHECK_INT(0, pthread_join(quicker, NULL));
	sem_post(&go_on);
	CHECK_INT(0, pthread_join(forker, NULL));
	check_child(quick);

	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK_INT(1, write(go[1], "", 1));
	CHECK_INT(5, ox_read(s[1], text, sizeof text));
	check_child(slow);
	return 0;
}
