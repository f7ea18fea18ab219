/* A TCP call with MSG_WAITALL that has received some bytes ends when urgent data come next: at
 * once, and not only when more bytes come behind them. */
#include "close_blocked.h"

static int receive(int s)
{
	char bytes[8];

	return ox_recv(s, bytes, sizeof bytes, MSG_WAITALL);
}

int main(void)
{
	struct blocked receiver;
	int s[2];

	tcp_pair(s);
	block(&receiver, receive, s[0]);
	CHECK_INT(2, ox_send(s[1], "ab", 2, 0));
	while (CHECK_OK(ox_available(s[0])) > 0)
		sched_yield();
	wait_until_blocked(receiver.tid);
	CHECK_INT(1, ox_send(s[1], "u", 1, MSG_OOB));
	CHECK_INT(0, pthread_join(receiver.thread, NULL));
	CHECK_INT(2, receiver.result);
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	return 0;
}
