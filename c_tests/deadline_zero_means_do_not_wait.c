/* The deadline 0 is in the past: a call that would have to wait returns ETIMEDOUT at once. */
#include "deadline_time.h"

int main(void)
{
	char byte;
	int s[2];
	int64_t start;

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, 0));
	start = ox_now();
	CHECK_TIMES_OUT(start, ox_recv(s[0], &byte, 1, 0));
	CHECK_INT(0, ox_deadline(s[0], OX_SENDING, 0));
	fill(s[0]);
	CHECK_TIMES_OUT(start, ox_send(s[0], "x", 1, 0));
	return 0;
}
