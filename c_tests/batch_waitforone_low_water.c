/*
 * MSG_WAITFORONE has a recvmmsg wait for one message, whatever SO_RCVLOWAT says of the bytes in it.
 */
#include "batch_two.h"

enum { MARK = 3 };

static int receive_one(int s)
{
	return receive_with(s, MARK, MSG_WAITFORONE);
}

int main(void)
{
	const int mark = MARK;
	struct blocked receiver;
	int s[2];

	tcp_pair(s);
	CHECK_OK(ox_setsockopt(s[0], SOL_SOCKET, SO_RCVLOWAT, &mark, sizeof mark));
	block(&receiver, receive_one, s[0]);
	CHECK_INT(MARK, ox_send(s[1], "abc", MARK, 0));
	CHECK_INT(0, pthread_join(receiver.thread, NULL));
	CHECK_INT(1, receiver.result);
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	return 0;
}
