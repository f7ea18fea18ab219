/* Closing a handle while a call waits in its own system call wakes that one call; those who wait
   in poll(2) for other handles are not disturbed. */
#include "meddle.h"

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static int alarms;

static int count_alarm(int time, const struct seccomp_data *call)
{
	(void)call;
	alarms = time + 1;
	return GO_ON;
}

int main(void)
{
	static struct meddler meddler = {.number = SYS_write, .decide = count_alarm};
	struct blocked direct, polling;
	int s[2], other[2];

	unix_pair(SOCK_STREAM, other);
	CHECK_OK(ox_fd(other[0])); /* so that it waits in poll */
	block(&polling, receive, other[0]);
	unix_pair(SOCK_STREAM, s);
	block(&direct, receive, s[0]);
	meddle(&meddler);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, alarms);
	CHECK_ERR(ECANCELED, result_of(&direct));
	wait_until_blocked(polling.tid);
	CHECK_INT(1, ox_send(other[1], "x", 1, 0));
	CHECK_INT(1, result_of(&polling));
	return 0;
}
