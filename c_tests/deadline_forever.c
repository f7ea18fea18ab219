/* OX_FOREVER takes a deadline away: the call waits until there is something. */
#include "deadline_time.h"

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

int main(void)
{
	struct blocked blocked;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_deadline(s[0], OX_BOTH, 0));
	CHECK_ERR(ETIMEDOUT, receive(s[0]));
	CHECK_INT(0, ox_deadline(s[0], OX_BOTH, OX_FOREVER));
	block(&blocked, receive, s[0]);
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_INT(1, result_of(&blocked));
	return 0;
}
