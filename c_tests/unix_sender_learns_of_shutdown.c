/* A call waits for room on a UNIX socket, and another thread shuts down the sending of that socket,
   or the receiving of its peer. It ends with EPIPE, as the system's, although poll does not report
   this. */
#include "close_blocked.h"

static int send_one(int s)
{
	return ox_send(s, "x", 1, 0);
}

static int send_whole(int s)
{
	size_t done;

	return ox_send_all(s, "x", 1, OX_FOREVER, &done);
}

static void ends(int (*call)(int), int type, int of_peer)
{
	struct blocked blocked;
	int s[2];

	unix_pair(type, s);
	fill(s[0]);
	block(&blocked, call, s[0]);
	CHECK_INT(0, ox_shutdown(s[of_peer], of_peer ? SHUT_RD : SHUT_WR));
	CHECK_ERR(EPIPE, result_of(&blocked));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int of_peer;

	for (of_peer = 0; of_peer < 2; of_peer++) {
		ends(send_one, SOCK_STREAM, of_peer);
		ends(send_one, SOCK_SEQPACKET, of_peer);
		ends(send_whole, SOCK_STREAM, of_peer);
	}
	ends(send_one, SOCK_DGRAM, 0);
	return 0;
}
