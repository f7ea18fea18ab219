/* A call that waits for its deadline sleeps until it comes, to the last microsecond: it does not
   poll repeatedly. */
#include "meddle.h"

#include "deadline_time.h"

static _Atomic int waits;

static int count_waits(int time, const struct seccomp_data *call)
{
	(void)time;
	waits += call->nr == NUMBER_OF_WAIT || call->nr == NUMBER_OF_PPOLL;
	return GO_ON;
}

int main(void)
{
	static struct meddler meddler = {.number = EVERY_CALL, .decide = count_waits};
	int64_t deadline;
	char byte;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	meddle(&meddler);
	deadline = in_ms(50) + 900;
	CHECK_OK(ox_deadline(s[0], OX_RECEIVING, deadline));
	CHECK_TIMES_OUT(deadline, ox_recv(s[0], &byte, 1, 0));
	CHECK(waits > 0);
	CHECK(waits < 10);
	return 0;
}
