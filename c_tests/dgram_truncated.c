/*
 * What does not fit into the buffer is lost. The flag MSG_TRUNC makes recv return the true
 * length; recvmsg tells of the loss in msg_flags.
 */
#include "check.h"

int main(void)
{
	char buf[8] = "........";
	struct iovec part = {buf, 4};
	struct msghdr message;
	int sv[2], i;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, sv));
	for (i = 0; i < 5; i++)
		CHECK_INT(10, ox_send(sv[0], "0123456789", 10, 0));
	CHECK_INT(4, ox_send(sv[0], "last", 4, 0));

	CHECK_INT(4, ox_recv(sv[1], buf, 4, 0));
	CHECK(memcmp(buf, "0123....", 8) == 0);
	CHECK_INT(10, ox_recv(sv[1], buf, 4, MSG_TRUNC));
	CHECK(memcmp(buf, "0123....", 8) == 0);
	CHECK_INT(10, ox_recvfrom(sv[1], NULL, 0, MSG_TRUNC, NULL, NULL));

	memset(&message, 0, sizeof message);
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	CHECK_INT(4, ox_recvmsg(sv[1], &message, 0));
	CHECK_INT(MSG_TRUNC, message.msg_flags & MSG_TRUNC);
	CHECK_INT(10, ox_recvmsg(sv[1], &message, MSG_TRUNC));
	CHECK_INT(MSG_TRUNC, message.msg_flags & MSG_TRUNC);
	CHECK_INT(4, ox_recvmsg(sv[1], &message, 0));
	CHECK_INT(0, message.msg_flags & MSG_TRUNC);
	CHECK(memcmp(buf, "last....", 8) == 0);

	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	return 0;
}
