/* A deadline holds for calls that start after it was set. One that is already waiting is not
   ended by a new deadline, nor is its own deadline taken away. */
#include "deadline_time.h"

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

int main(void)
{
	struct blocked blocked, timed;
	int64_t deadline;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	block(&blocked, receive, s[0]);
	CHECK_INT(0, ox_deadline(s[0], OX_BOTH, 0));
	CHECK_ERR(ETIMEDOUT, receive(s[0]));

	deadline = in_ms(300); /* enough for being seen to wait */
	CHECK_INT(0, ox_deadline(s[0], OX_BOTH, deadline));
	block(&timed, receive, s[0]);
	CHECK_INT(0, ox_deadline(s[0], OX_BOTH, OX_FOREVER));
	CHECK_ERR(ETIMEDOUT, result_of(&timed));
	CHECK(ox_now() >= deadline);

	CHECK_INT(EBUSY, pthread_tryjoin_np(blocked.thread, NULL));
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_INT(1, result_of(&blocked));
	return 0;
}
