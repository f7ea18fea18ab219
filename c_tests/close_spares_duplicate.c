/* Closing a handle leaves the connection to a duplicate of its descriptor, also while other threads
   make calls on the handle, or on a dead one that had the same place in the table. */
#include "close_blocked.h"

enum { ROUNDS = 300, THREADS = 2 };

static int used; /* the handle that the threads use; 0 at the end */

static void *receive_without_waiting(void *unused)
{
	char byte;
	int s;

	while ((s = __atomic_load_n(&used, __ATOMIC_ACQUIRE)) != 0)
		ox_recv(s, &byte, 1, MSG_DONTWAIT);
	return unused;
}

static void close_while_used(int while_alive)
{
	int duplicate, s[2];

	unix_pair(SOCK_STREAM, s);
	CHECK((duplicate = dup(CHECK_OK(ox_fd(s[0])))) >= 0);
	if (while_alive)
		__atomic_store_n(&used, s[0], __ATOMIC_RELEASE);
	usleep(50); /* so that they are at it */
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(1, send(duplicate, "x", 1, MSG_NOSIGNAL | MSG_DONTWAIT));
	__atomic_store_n(&used, s[0], __ATOMIC_RELEASE);
	CHECK_INT(0, close(duplicate));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	pthread_t threads[THREADS];
	int i;

	__atomic_store_n(&used, OX_HANDLE_MIN, __ATOMIC_RELEASE);
	for (i = 0; i < THREADS; i++)
		start_thread(&threads[i], receive_without_waiting, NULL);
	for (i = 0; i < ROUNDS; i++)
		close_while_used(i % 2);
	__atomic_store_n(&used, 0, __ATOMIC_RELEASE);
	for (i = 0; i < THREADS; i++)
		CHECK_INT(0, pthread_join(threads[i], NULL));
	return 0;
}
