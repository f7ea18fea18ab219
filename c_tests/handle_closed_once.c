/* When several threads close one handle at once, for exactly one of them it succeeds. */
#include "check.h"

enum { CLOSERS = 4, ROUNDS = 200 };

static pthread_barrier_t together;
static int s, closed;

static void *close_each_round(void *unused)
{
	int round;

	for (round = 0; round < ROUNDS; round++) {
		int result;

		pthread_barrier_wait(&together); /* s is open */
		result = ox_close(s);
		if (result == 0)
			__atomic_fetch_add(&closed, 1, __ATOMIC_RELAXED);
		else
			CHECK_INT(-EBADF, result);
		pthread_barrier_wait(&together);
	}
	return unused;
}

int main(void)
{
	pthread_t closers[CLOSERS];
	int i, round;

	CHECK_INT(0, pthread_barrier_init(&together, NULL, CLOSERS + 1));
	for (i = 0; i < CLOSERS; i++)
		start_thread(&closers[i], close_each_round, NULL);
	for (round = 0; round < ROUNDS; round++) {
		s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
		closed = 0;
		pthread_barrier_wait(&together);
		pthread_barrier_wait(&together);
		CHECK_INT(1, closed);
	}
	for (i = 0; i < CLOSERS; i++)
		CHECK_INT(0, pthread_join(closers[i], NULL));
	return 0;
}
