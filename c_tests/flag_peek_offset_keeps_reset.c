/* A peek with MSG_WAITALL that has shown some bytes ends at a reset, as the system's does, and
   leaves the error for the call that comes to it; also where SO_PEEK_OFF has moved on, and a second
   look finds the error itself. */
#include "close_blocked.h"

static int peek_eight(int s)
{
	char seen[8];

	return ox_recv(s, seen, sizeof seen, MSG_PEEK | MSG_WAITALL);
}

static void check(int offset)
{
	const struct linger at_once = {.l_onoff = 1};
	struct blocked blocked;
	char bytes[4];
	int s[2];

	tcp_pair(s);
	NEEDS(setsockopt(CHECK_OK(ox_fd(s[0])), SOL_SOCKET, SO_PEEK_OFF, &offset, sizeof offset) == 0);
	CHECK_INT(3, ox_write(s[1], "abc", 3));
	block(&blocked, peek_eight, s[0]);
	CHECK_OK(ox_setsockopt(s[1], SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once));
	CHECK_INT(0, ox_close(s[1]));
	CHECK_INT(3, result_of(&blocked));
	CHECK_INT(3, ox_recv(s[0], bytes, sizeof bytes, 0));
	CHECK_ERR(ECONNRESET, ox_recv(s[0], bytes, sizeof bytes, 0));
	CHECK_INT(0, ox_recv(s[0], bytes, sizeof bytes, 0));
	CHECK_INT(0, ox_close(s[0]));
}

int main(void)
{
	check(-1);
	check(0);
	return 0;
}
