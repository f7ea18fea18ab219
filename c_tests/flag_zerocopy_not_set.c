/* MSG_ZEROCOPY is ignored if SO_ZEROCOPY is not set: a call sends all of the bytes. */
#include "close_blocked.h"

#ifndef MSG_ZEROCOPY
#define MSG_ZEROCOPY 0x4000000
#endif

enum { MUCH = 8 << 20 };

static int send_much(int s)
{
	static const char much[MUCH];

	return ox_send(s, much, sizeof much, MSG_ZEROCOPY);
}

static void check(int s[2])
{
	static char room[MUCH];
	struct blocked sender;

	block(&sender, send_much, s[0]);
	CHECK_INT(MUCH, ox_recv(s[1], room, sizeof room, MSG_WAITALL));
	CHECK_INT(MUCH, result_of(&sender));
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
}

int main(void)
{
	int s[2];

	tcp_pair(s);
	check(s);
	unix_pair(SOCK_STREAM, s);
	check(s);
	return 0;
}
