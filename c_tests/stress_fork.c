/* Threads fork again and again for OXSOCK_STRESS_SECONDS seconds, or one, while others open, use,
   wait on and close handles. Each child uses the handles that it has inherited, waits, closes them
   and ends. Nothing hangs, in no process, and no descriptor is left. */
#include "handle_count.h"

#include <signal.h>

enum { FORKERS = 2, USERS = 3, WAITERS = 3, PATIENCE = 20 };

static int is_over, children;
static int waited_for[WAITERS]; /* what the waiting threads wait on, for the others to close */

static int goes_on(void)
{
	return !__atomic_load_n(&is_over, __ATOMIC_ACQUIRE);
}

/* What a process does with a pair of its own: 0 if all is well. */
static int use_a_pair(void)
{
	char byte;
	int s[2];

	if (ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s) != 0)
		return 1;
	if (ox_deadline(s[1], OX_RECEIVING, ox_now() + 200) != 0)
		return 2;
	if (ox_recv(s[1], &byte, 1, 0) != -ETIMEDOUT)
		return 3;
	if (ox_deadline(s[1], OX_RECEIVING, OX_FOREVER) != 0)
		return 4;
	if (ox_send(s[0], "x", 1, 0) != 1 || ox_recv(s[1], &byte, 1, 0) != 1)
		return 5;
	return ox_close(s[0]) != 0 || ox_close(s[1]) != 0 ? 6 : 0;
}

static void *use_pairs(void *unused)
{
	while (goes_on())
		CHECK_INT(0, use_a_pair());
	return unused;
}

static void live_as_child(void)
{
	int i, s, failure;
	char byte;

	alarm(PATIENCE); /* in case it hangs */
	for (i = 0; i < WAITERS; i++) {
		s = __atomic_load_n(&waited_for[i], __ATOMIC_ACQUIRE);
		ox_deadline(s, OX_RECEIVING, ox_now() + 100);
		ox_recv(s, &byte, 1, 0);
		ox_close(s);
		if (ox_recv(s, &byte, 1, 0) != -EBADF)
			_exit(10);
	}
	failure = use_a_pair();
	_exit(failure);
}

static void *fork_children(void *unused)
{
	pid_t child;

	while (goes_on()) {
		if ((child = fork()) == 0)
			live_as_child();
		check_child(child);
		__atomic_add_fetch(&children, 1, __ATOMIC_RELAXED);
	}
	return unused;
}

static void *wait_for_close(void *argument)
{
	int *mine = (int *)argument;
	char byte;
	int s[2], received;

	while (goes_on()) {
		CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
		__atomic_store_n(mine, s[0], __ATOMIC_RELEASE);
		received = ox_recv(s[0], &byte, 1, 0);
		CHECK(received == -ECANCELED || received == -EBADF);
		CHECK_INT(0, ox_close(s[1]));
	}
	return NULL;
}

static void close_one(int *place)
{
	const int s = __atomic_exchange_n(place, 0, __ATOMIC_ACQ_REL);

	if (s != 0)
		CHECK_INT(0, ox_close(s));
}

/* They end when what they wait on has been closed. */
static void join(pthread_t thread)
{
	const int64_t limit = ox_now() + PATIENCE * INT64_C(1000000);
	int i;

	while (pthread_tryjoin_np(thread, NULL) != 0) {
		for (i = 0; i < WAITERS; i++)
			close_one(&waited_for[i]);
		usleep(1000);
		if (ox_now() > limit)
			check_failed(__FILE__, __LINE__, "a thread hangs");
	}
}

static void run(int64_t microseconds)
{
	const int64_t end = ox_now() + microseconds;
	pthread_t threads[FORKERS + USERS + WAITERS];
	int i, count = 0;

	is_over = 0;
	for (i = 0; i < FORKERS; i++)
		start_thread(&threads[count++], fork_children, NULL);
	for (i = 0; i < USERS; i++)
		start_thread(&threads[count++], use_pairs, NULL);
	for (i = 0; i < WAITERS; i++)
		start_thread(&threads[count++], wait_for_close, &waited_for[i]);
	for (i = 0; ox_now() < end; i++) {
		close_one(&waited_for[i % WAITERS]);
		usleep(500);
	}
	__atomic_store_n(&is_over, 1, __ATOMIC_RELEASE);
	for (i = 0; i < count; i++)
		join(threads[i]);
}

int main(void)
{
	const char *seconds = getenv("OXSOCK_STRESS_SECONDS");
	int before;

	run(0); /* what is kept for good is there from here on */
	before = open_descriptors();
	run((seconds != NULL ? atoi(seconds) : 1) * INT64_C(1000000));
	printf("%d children\n", children);
	CHECK_INT(before, open_descriptors());
	CHECK(wakeup_descriptors() <= 32);
	return 0;
}
