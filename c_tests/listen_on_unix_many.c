/* Many UNIX listeners, opened and closed in any order: each takes away its own file. */
#include "check.h"

enum { MANY = 300 };

static void endpoint_of(char *endpoint, int i)
{
	sprintf(endpoint, "unix:%s/%d", temp_dir(), i);
}

int main(void)
{
	static int listeners[MANY];
	char endpoint[200];
	int i, round;

	for (round = 0; round < 2; round++) {
		for (i = round; i < MANY; i += 1 + round) {
			endpoint_of(endpoint, i);
			listeners[i] = CHECK_OK(ox_listen_on(endpoint, 1));
		}
		for (i = 0; i < MANY; i++) /* 7 and 300 have no common factor */
			if (i * 7 % MANY % (1 + round) == round) {
				endpoint_of(endpoint, i * 7 % MANY);
				CHECK_INT(0, access(endpoint + 5, F_OK));
				CHECK_OK(ox_close(listeners[i * 7 % MANY]));
				CHECK(access(endpoint + 5, F_OK) < 0);
			}
		for (i = 0; round == 0 && i < MANY; i++) {
			endpoint_of(endpoint, i);
			CHECK(access(endpoint + 5, F_OK) < 0);
		}
	}
	return 0;
}
