/* A datagram is cut off: the sender does not notice, and the receiver gets MSG_TRUNC. */
#include "check.h"

int main(void)
{
	char got[8] = "";
	struct iovec room = {got, sizeof got};
	struct msghdr message = {.msg_iov = &room, .msg_iovlen = 1};
	int s[2];

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	CHECK_OK(ox_fault("send truncate=2 nth=1"));
	CHECK_INT(5, ox_send(s[0], "hello", 5, 0));
	CHECK_INT(2, ox_recv(s[1], got, sizeof got, 0));

	CHECK_OK(ox_fault("recv truncate=3"));
	CHECK_INT(5, ox_send(s[0], "hello", 5, 0));
	CHECK_INT(3, ox_recvmsg(s[1], &message, 0));
	CHECK(memcmp(got, "hel", 3) == 0);
	CHECK_INT(MSG_TRUNC, message.msg_flags & MSG_TRUNC);
	CHECK_INT(5, ox_send(s[0], "hello", 5, 0));
	CHECK_INT(5, ox_recv(s[1], got, sizeof got, MSG_TRUNC));
	return 0;
}
