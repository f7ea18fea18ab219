/* Closing a handle leaves the connection to a child of the process, also while other threads make
   calls on the handle that do not wait. */
#include "close_blocked.h"

enum { CONNECTIONS = 100, THREADS = 2 };

static int s[CONNECTIONS][2];
static int current; /* the connection that the threads use; negative at the end */

static void *receive_without_waiting(void *unused)
{
	char byte;
	int i;

	while ((i = __atomic_load_n(&current, __ATOMIC_ACQUIRE)) >= 0)
		ox_recv(s[i][0], &byte, 1, MSG_DONTWAIT);
	return unused;
}

/* The child writes to all of them as soon as its parent has closed them. */
static void write_to_all(int told)
{
	char byte;
	int i;

	CHECK_INT(1, read(told, &byte, 1));
	for (i = 0; i < CONNECTIONS; i++)
		CHECK_INT(1, ox_send(s[i][0], "x", 1, MSG_DONTWAIT));
	_exit(0);
}

int main(void)
{
	pthread_t threads[THREADS];
	int i, go[2];
	char byte;
	pid_t child;

	for (i = 0; i < CONNECTIONS; i++)
		unix_pair(SOCK_STREAM, s[i]);
	CHECK_INT(0, pipe(go));
	if ((child = fork()) == 0)
		write_to_all(go[0]);
	for (i = 0; i < THREADS; i++)
		start_thread(&threads[i], receive_without_waiting, NULL);
	for (i = 0; i < CONNECTIONS; i++) {
		__atomic_store_n(&current, i, __ATOMIC_RELEASE);
		usleep(200); /* so that they are at it */
		CHECK_INT(0, ox_close(s[i][0]));
	}
	__atomic_store_n(&current, -1, __ATOMIC_RELEASE);
	for (i = 0; i < THREADS; i++)
		CHECK_INT(0, pthread_join(threads[i], NULL));
	CHECK_INT(1, write(go[1], "", 1));
	check_child(child);
	for (i = 0; i < CONNECTIONS; i++)
		CHECK_INT(1, ox_recv(s[i][1], &byte, 1, 0));
	return 0;
}
