/* One descriptor cannot be under two handles, which would both close it: ox_adopt gives EBUSY.
   Once the first handle has ended, it can be adopted again. */
#include "check.h"

int main(void)
{
	int fds[2], s;
	char byte = 0;

	CHECK_INT(0, socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
	s = CHECK_OK(ox_adopt(fds[0]));
	CHECK_ERR(EBUSY, ox_adopt(fds[0]));
	CHECK_INT(EBUSY, errno);
	CHECK_INT(1, write(fds[1], "x", 1));
	CHECK_INT(1, ox_recv(s, &byte, 1, 0));

	CHECK_INT(fds[0], ox_release(s));
	s = CHECK_OK(ox_adopt(fds[0]));
	CHECK_ERR(EBUSY, ox_adopt(fds[0]));
	CHECK_INT(0, ox_close(s));
	CHECK_ERR(EBADF, ox_adopt(fds[0]));

	/* Nor can one that oxsock has opened itself. */
	s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	CHECK_ERR(EBUSY, ox_adopt(ox_fd(s)));
	CHECK_INT(0, ox_close(s));
	return 0;
}
