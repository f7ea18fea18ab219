/* Many UNIX listeners, opened and closed in any order: each takes away its own file. One more
   than there is room for makes none. */
#include "private_machine.h"
#include <sys/resource.h>

enum { MANY = 300, MOST = 4096 };

static void endpoint_of(char *endpoint, int i)
{
	sprintf(endpoint, "unix:%s/%d", temp_dir(), i);
}

static int listeners[MOST];

static void more_than_there_is_room_for(void)
{
	struct rlimit limit;
	char endpoint[200];
	int i, descriptors;

	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &limit));
	if (limit.rlim_max < MOST + 100)
		SKIP("needs more descriptors for as many listeners as there is room for");
	limit.rlim_cur = MOST + 100;
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &limit));
	for (i = 0; i < MOST; i++) {
		endpoint_of(endpoint, i);
		listeners[i] = CHECK_OK(ox_listen_on(endpoint, 1));
	}
	descriptors = count_descriptors();
	endpoint_of(endpoint, MOST);
	CHECK_ERR(ENOMEM, ox_listen_on(endpoint, 1));
	CHECK(access(endpoint + 5, F_OK) < 0);
	CHECK_INT(descriptors, count_descriptors());
	CHECK_OK(ox_close(listeners[7]));
	listeners[7] = CHECK_OK(ox_listen_on(endpoint, 1));
	for (i = 0; i < MOST; i++)
		CHECK_OK(ox_close(listeners[i]));
	CHECK(access(endpoint + 5, F_OK) < 0);
}

int main(void)
{
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
	more_than_there_is_room_for();
	return 0;
}
