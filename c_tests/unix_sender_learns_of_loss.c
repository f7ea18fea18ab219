/* A call waits to send over AF_UNIX, and its peer is closed before it has read all bytes: the call
   returns ECONNRESET for the lost bytes, and the next one EPIPE. */
#include "close_blocked.h"

static int send_one(int s)
{
	return ox_send(s, "!", 1, MSG_NOSIGNAL);
}

static void check(int type)
{
	struct blocked sender;
	int s[2];

	unix_pair(type, s);
	fill(s[0]);
	block(&sender, send_one, s[0]);
	CHECK_OK(ox_close(s[1]));
	CHECK_ERR(ECONNRESET, result_of(&sender));
	CHECK_ERR(EPIPE, send_one(s[0]));
	CHECK_OK(ox_close(s[0]));
}

int main(void)
{
	check(SOCK_STREAM);
	check(SOCK_SEQPACKET);
	return 0;
}
