/* When several threads adopt one descriptor at once, exactly one of them gets a handle. */
#include "check.h"

enum { ADOPTERS = 4, ROUNDS = 200 };

static pthread_barrier_t together;
static int fd, handle, adopted;

static void *adopt_each_round(void *unused)
{
	int round;

	for (round = 0; round < ROUNDS; round++) {
		int s;

		pthread_barrier_wait(&together); /* fd is open */
		if ((s = ox_adopt(fd)) >= 0) {
			__atomic_fetch_add(&adopted, 1, __ATOMIC_RELAXED);
			__atomic_store_n(&handle, s, __ATOMIC_RELAXED);
		} else {
			CHECK_INT(-EBUSY, s);
		}
		pthread_barrier_wait(&together);
	}
	return unused;
}

int main(void)
{
	pthread_t adopters[ADOPTERS];
	int i, round;

	CHECK_INT(0, pthread_barrier_init(&together, NULL, ADOPTERS + 1));
	for (i = 0; i < ADOPTERS; i++)
		start_thread(&adopters[i], adopt_each_round, NULL);
	for (round = 0; round < ROUNDS; round++) {
		CHECK((fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) >= 0);
		adopted = 0;
		pthread_barrier_wait(&together);
		pthread_barrier_wait(&together);
		CHECK_INT(1, adopted);
		CHECK_INT(0, ox_close(handle));
	}
	for (i = 0; i < ADOPTERS; i++)
		CHECK_INT(0, pthread_join(adopters[i], NULL));
	return 0;
}
