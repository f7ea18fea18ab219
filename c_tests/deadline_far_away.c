/* A deadline may be as far away as the clock can say; the call waits for data all the same. */
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
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, INT64_MAX));
	block(&blocked, receive, s[0]);
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_INT(1, result_of(&blocked));
	return 0;
}
