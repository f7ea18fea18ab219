/* Two threads close two sockets at the same time, each of which many calls receive from. All calls
   are woken. */
#include "receivers.h"

enum { ROUNDS = 40 };

static pthread_barrier_t together;

static void *close_one(void *handle)
{
	pthread_barrier_wait(&together);
	CHECK_INT(0, ox_close(*(int *)handle));
	return handle;
}

int main(void)
{
	static struct receivers receivers[2];
	pthread_t closer;
	int round, one[2], two[2];

	CHECK_INT(0, pthread_barrier_init(&together, NULL, 2));
	for (round = 0; round < ROUNDS; round++) {
		unix_pair(SOCK_DGRAM, one);
		unix_pair(SOCK_DGRAM, two);
		start_receivers(&receivers[0], take_datagram, one[0]);
		start_receivers(&receivers[1], take_datagram, two[0]);
		CHECK_INT(0, pthread_create(&closer, NULL, close_one, &one[0]));
		close_one(&two[0]);
		CHECK_INT(0, pthread_join(closer, NULL));
		join_receivers(&receivers[0], ECANCELED);
		join_receivers(&receivers[1], ECANCELED);
		CHECK_INT(0, ox_close(one[1]));
		CHECK_INT(0, ox_close(two[1]));
	}
	return 0;
}
