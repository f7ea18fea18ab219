/* Threads that make calls on a dead handle again and again do not hold up the closing of the
   handle that has its place now: its descriptor is given back soon. */
#include "close_blocked.h"

enum { THREADS = 8, ROUNDS = 300 };

static int dead; /* the handle that the threads use; 0 at the end */

static void *ask_dead_handle(void *unused)
{
	int s;

	while ((s = __atomic_load_n(&dead, __ATOMIC_ACQUIRE)) != 0)
		ox_available(s);
	return unused;
}

int main(void)
{
	pthread_t threads[THREADS];
	struct pollfd peer = {.events = POLLIN};
	int i, h, same = 0, s[2];

	unix_pair(SOCK_STREAM, s);
	__atomic_store_n(&dead, s[0], __ATOMIC_RELEASE);
	CHECK_INT(0, ox_close(s[1]));
	CHECK_INT(0, ox_close(s[0]));
	for (i = 0; i < THREADS; i++)
		start_thread(&threads[i], ask_dead_handle, NULL);
	for (i = 0; i < ROUNDS; i++) {
		unix_pair(SOCK_STREAM, s);
		h = (s[1] & (OX_HANDLE_MIN - 1)) == (dead & (OX_HANDLE_MIN - 1));
		same += (s[h] & (OX_HANDLE_MIN - 1)) == (dead & (OX_HANDLE_MIN - 1));
		peer.fd = CHECK_OK(ox_fd(s[!h]));
		__atomic_store_n(&dead, s[h], __ATOMIC_RELEASE);
		CHECK_INT(0, ox_close(s[h]));
		CHECK_INT(1, poll(&peer, 1, 1000)); /* its peer sees the end */
		CHECK_INT(0, ox_close(s[!h]));
	}
	CHECK(same > ROUNDS / 2);
	__atomic_store_n(&dead, 0, __ATOMIC_RELEASE);
	for (i = 0; i < THREADS; i++)
		CHECK_INT(0, pthread_join(threads[i], NULL));
	return 0;
}
