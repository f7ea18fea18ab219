/*
 * SO_RCVLOWAT holds for each message of a recvmmsg: none is filled with fewer bytes while more may
 * come.
 */
#include "close_blocked.h"

enum { MARK = 3 };

static unsigned lengths[2];

static int receive_two(int s)
{
	char bytes[2][2 * MARK];
	struct iovec parts[2] = {{bytes[0], sizeof bytes[0]}, {bytes[1], sizeof bytes[1]}};
	struct mmsghdr messages[2];
	int i, received;

	memset(messages, 0, sizeof messages);
	for (i = 0; i < 2; i++) {
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	received = ox_recvmmsg(s, messages, 2, 0, NULL);
	for (i = 0; i < received; i++)
		lengths[i] = messages[i].msg_len;
	return received;
}

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
