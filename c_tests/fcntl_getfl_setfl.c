/*
 * F_GETFL and F_SETFL: a socket is open for reading and writing, and O_NONBLOCK can be
 * switched at any time, or given at birth.
 */
#include "check.h"

#include <fcntl.h>

int main(void)
{
	char buf[10];
	int sv[2], flags;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
	flags = CHECK_OK(ox_fcntl(sv[0], F_GETFL, 0));
	CHECK_INT(O_RDWR, flags & O_ACCMODE);
	CHECK_INT(0, flags & O_NONBLOCK);

	CHECK_INT(0, ox_fcntl(sv[0], F_SETFL, flags | O_NONBLOCK));
	CHECK_INT(flags | O_NONBLOCK, ox_fcntl(sv[0], F_GETFL, 0));
	CHECK_INT(flags, ox_fcntl(sv[1], F_GETFL, 0)); /* the other end is another socket */
	CHECK_ERR(EAGAIN, ox_read(sv[0], buf, sizeof buf));

	CHECK_INT(0, ox_fcntl(sv[0], F_SETFL, flags));
	CHECK_INT(flags, ox_fcntl(sv[0], F_GETFL, 0));
	CHECK_INT(1, ox_write(sv[1], "x", 1));
	CHECK_INT(1, ox_read(sv[0], buf, sizeof buf));

	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, sv));
	CHECK_INT(O_RDWR | O_NONBLOCK, ox_fcntl(sv[0], F_GETFL, 0));
	CHECK_INT(O_RDWR | O_NONBLOCK, ox_fcntl(sv[1], F_GETFL, 0));
	CHECK_ERR(EAGAIN, ox_read(sv[1], buf, sizeof buf));
	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	return 0;
}
