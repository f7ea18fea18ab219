/*
 * SO_RCVLOWAT holds for each message of a recvmmsg: none is filled with fewer bytes while more may
 * come.
 */
#include "batch_two.h"

enum { MARK = 3 };

int main(void)
{
	const int mark = MARK;
	struct blocked receiver;
	int s[2];

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_OK(ox_setsockopt(s[0], SOL_SOCKET, SO_RCVLOWAT, &mark, sizeof mark));
	CHECK_INT(2, ox_send(s[1], "ab", 2, 0));
	block(&receiver, receive_two, s[0]);
	CHECK_INT(3, ox_send(s[1], "cde", 3, 0));
	while (CHECK_OK(ox_available(s[0])) > 0)
		sched_yield();
	wait_until_blocked(receiver.tid);
	CHECK_INT(3, ox_send(s[1], "fgh", 3, 0));
	CHECK_INT(0, pthread_join(receiver.thread, NULL));
	CHECK_INT(2, receiver.result);
	CHECK_INT(5, lengths[0]);
	CHECK_INT(3, lengths[1]);
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	return 0;
}
