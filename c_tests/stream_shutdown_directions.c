/*
 * The three directions of shutdown: SHUT_RD makes reads return 0, SHUT_WR makes writes fail
 * with EPIPE, SHUT_RDWR does both. The handle stays open until it is closed.
 */
#include "check.h"

int main(void)
{
	int s[2];
	char buf[8];

	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_INT(4, ox_write(s[1], "left", 4));
	CHECK_INT(0, ox_shutdown(s[0], SHUT_RD));
	CHECK_INT(4, ox_read(s[0], buf, sizeof buf)); /* what had arrived is still there */
	CHECK_INT(0, ox_read(s[0], buf, sizeof buf));
	CHECK_ERR(EPIPE, ox_write(s[1], "x", 1)); /* on UNIX sockets the peer learns of it */
	CHECK_INT(1, ox_write(s[0], "x", 1));
	CHECK_INT(1, ox_read(s[1], buf, sizeof buf));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));

	tcp_pair(s);
	CHECK_INT(0, ox_shutdown(s[0], SHUT_RD));
	CHECK_INT(0, ox_read(s[0], buf, sizeof buf));
	CHECK_INT(1, ox_write(s[1], "x", 1)); /* on TCP nothing is told to the peer */
	CHECK_INT(0, ox_shutdown(s[0], SHUT_WR));
	CHECK_ERR(EPIPE, ox_write(s[0], "x", 1));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));

	tcp_pair(s);
	CHECK_INT(0, ox_shutdown(s[0], SHUT_RDWR));
	CHECK_INT(0, ox_read(s[0], buf, sizeof buf));
	CHECK_ERR(EPIPE, ox_write(s[0], "x", 1));
	CHECK_INT(0, ox_read(s[1], buf, sizeof buf));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));

	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_ERR(EINVAL, ox_shutdown(s[0], 3));
	CHECK_ERR(EINVAL, ox_shutdown(s[0], -1));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
