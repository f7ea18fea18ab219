/* A call that waits to send over UNIX when its peer is closed, with bytes that the peer has not
   received, tells that they are lost, and the next that the peer is gone. */
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
