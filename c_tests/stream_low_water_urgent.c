/* Urgent data end a wait for the low water mark: what lies before them is received at once. */
#include "close_blocked.h"

static const int mark = 50;

static int receive(int s)
{
	char room[100];

	return ox_recv(s, room, sizeof room, 0);
}

int main(void)
{
	struct blocked receiver;
	int s[2];

	tcp_pair(s);
	CHECK_OK(ox_setsockopt(s[0], SOL_SOCKET, SO_RCVLOWAT, &mark, sizeof mark));
	block(&receiver, receive, s[0]);
	CHECK_INT(4, ox_send(s[1], "abc!", 4, MSG_OOB));
	CHECK_INT(3, result_of(&receiver));

	/* Where they come first, the bytes behind them are waited for. */
	block(&receiver, receive, s[0]);
	CHECK_INT(10, ox_send(s[1], "0123456789", 10, 0));
	CHECK_INT(40, ox_send(s[1], "0123456789012345678901234567890123456789", 40, 0));
	CHECK_INT(50, result_of(&receiver));
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	return 0;
}
