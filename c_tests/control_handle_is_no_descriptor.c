/*
 * SCM_RIGHTS carries descriptors, so a handle is borrowed with ox_fd first; the handle's own
 * number gives EBADF, and nothing is sent.
 */
#include "rights.h"

static int send_number(int s, int number, size_t length)
{
	struct rights rights;

	put_rights(&rights, &number, 1);
	CMSG_FIRSTHDR(&rights.message)->cmsg_len = length;
	return ox_sendmsg(s, &rights.message, 0);
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
