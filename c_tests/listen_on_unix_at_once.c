/* Of several servers that start at the same moment where a dead one left its file, exactly one
   succeeds, and it can be reached. */
#include "check.h"

enum { SERVERS = 6, ROUNDS = 40 };

static char endpoint[200];

/* Start when told to; say whether it worked; live until told to die. */
static void serve(int start, int report, int end)
{
	char byte;
	int listener;

	CHECK_INT(0, read(start, &byte, 1)); /* its other end is closed */
	listener = ox_listen_on(endpoint, 4);
	CHECK(listener > 0 || listener == -EADDRINUSE);
	byte = listener > 0;
	CHECK_INT(1, write(report, &byte, 1));
	CHECK_INT(0, read(end, &byte, 1));
	_exit(0); /* leaves its file to the next round */
}

int main(void)
{
	int round, i;

	snprintf(endpoint, sizeof endpoint, "unix:%s/server", temp_dir());
	for (round = 0; round < ROUNDS; round++) {
		int start[2], report[2], end[2], succeeded = 0;
		pid_t servers[SERVERS];
		char byte;

		CHECK(pipe(start) == 0 && pipe(report) == 0 && pipe(end) == 0);
		for (i = 0; i < SERVERS; i++)
			if ((servers[i] = fork()) == 0) {
				close(start[1]);
				close(end[1]);
				serve(start[0], report[1], end[0]);
			}
		close(start[1]);
		for (i = 0; i < SERVERS; i++) {
			CHECK_INT(1, read(report[0], &byte, 1));
			succeeded += byte;
		}
		CHECK_INT(1, succeeded);
		CHECK_OK(ox_close(CHECK_OK(ox_dial(endpoint, OX_FOREVER))));
		close(end[1]);
		for (i = 0; i < SERVERS; i++)
			check_child(servers[i]);
		close(start[0]);
		close(report[0]);
		close(report[1]);
		close(end[0]);
	}
	return 0;
}
