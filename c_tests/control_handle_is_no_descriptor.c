/*
 * SCM_RIGHTS carries descriptors, so a handle is borrowed with ox_fd first; the handle's own
 * number gives EBADF, and nothing is sent.
 */
#include "check.h"

union control {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

static int send_number(int s, int number, size_t length)
{
	struct iovec part = {(char *)"x", 1};
	union control control;
	struct msghdr message;
	struct cmsghdr *header;

	memset(&control, 0, sizeof control);
	memset(&message, 0, sizeof message);
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	message.msg_control = control.bytes;
	message.msg_controllen = sizeof control.bytes;
	header = CMSG_FIRSTHDR(&message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = length;
	memcpy(CMSG_DATA(header), &number, sizeof number);
	return ox_sendmsg(s, &message, 0);
}

int main(void)
{
	int sv[2];

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
	CHECK_ERR(EBADF, send_number(sv[0], sv[1], CMSG_LEN(sizeof(int))));
	CHECK_ERR(EBADF, send_number(sv[0], -1, CMSG_LEN(sizeof(int))));
	CHECK_ERR(EINVAL, send_number(sv[0], ox_fd(sv[1]), CMSG_LEN(0) - 1)); /* malformed */
	CHECK_INT(0, ox_available(sv[1]));
	CHECK_INT(1, send_number(sv[0], ox_fd(sv[1]), CMSG_LEN(sizeof(int))));
	CHECK_INT(1, ox_available(sv[1]));

	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	return 0;
}
