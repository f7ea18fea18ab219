/* Threads receive on a handle while it is closed and its descriptor number goes to the
   next connection at once. None of them ever receives a byte of a connection that is not
   its own. */
#include "close_blocked.h"

enum { READERS = 3, ROUNDS = 1500 };

/* The connection of this round: its handle, and above that its tag; 0 at the end. */
static int64_t current;

static void *receive_from_current(void *unused)
{
	int64_t round;

	while ((round = __atomic_load_n(&current, __ATOMIC_ACQUIRE)) != 0) {
		char byte;
		int received = ox_recv((int)round, &byte, 1, 0);

		if (received == 1)
			CHECK_INT((char)(round >> 32), byte);
		else
			CHECK(received == -ECANCELED || received == -EBADF);
	}
	return unused;
}

int main(void)
{
	pthread_t readers[READERS];
	int i, round, s[2];

	for (round = 0; round < ROUNDS; round++) {
		char tag = (char)(round % 100 + 1);

		unix_pair(SOCK_STREAM, s);
		__atomic_store_n(&current, (int64_t)tag << 32 | s[0], __ATOMIC_RELEASE);
		for (i = 0; round == 0 && i < READERS; i++)
			start_thread(&readers[i], receive_from_current, NULL);
		CHECK_INT(1, ox_send(s[1], &tag, 1, 0));
		CHECK_INT(1, ox_send(s[1], &tag, 1, 0));
		CHECK_INT(0, ox_close(s[0]));
		CHECK_INT(0, ox_close(s[1]));
	}
	__atomic_store_n(&current, 0, __ATOMIC_RELEASE);
	for (i = 0; i < READERS; i++)
		CHECK_INT(0, pthread_join(readers[i], NULL));
	return 0;
}
