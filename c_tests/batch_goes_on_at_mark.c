/*
 * Each message of a recvmmsg is received by itself: urgent data between two of them on a stream end
 * nothing, as they come before the second begins.
 */
#include "batch_two.h"
#include "needs.h"

int main(void)
{
	struct blocked receiver;
	int s[2];

	needs_recvmmsg();
	tcp_pair(s);
	block(&receiver, receive_two, s[0]);
	CHECK_INT(1, ox_send(s[1], "a", 1, 0));
	while (CHECK_OK(ox_available(s[0])) > 0)
		sched_yield();
	wait_until_blocked(receiver.tid);
	CHECK_INT(1, ox_send(s[1], "u", 1, MSG_OOB));
	CHECK_INT(1, ox_send(s[1], "b", 1, 0));
	CHECK_INT(0, pthread_join(receiver.thread, NULL));

	CHECK_INT(2, receiver.result);
	CHECK_INT('a', bytes[0][0]);
	CHECK_INT('b', bytes[1][0]);
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	return 0;
}
