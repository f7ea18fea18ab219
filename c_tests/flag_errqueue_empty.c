/*
 * MSG_ERRQUEUE reads the queue of errors and never waits: EAGAIN when it is empty, on a blocking
 * socket too, and whatever ordinary bytes there are stay where they are.
 */
#include "check.h"

int main(void)
{
	int s[2];
	char buf[64];
	tcp_pair(s);
	CHECK_INT(5, ox_write(s[0], "bytes", 5));
	CHECK_ERR(EAGAIN, ox_recv(s[1], buf, sizeof buf, MSG_ERRQUEUE));
	struct iovec iov = {buf, sizeof buf};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	CHECK_ERR(EAGAIN, ox_recvmsg(s[1], &msg, MSG_ERRQUEUE));
	CHECK_INT(5, ox_read(s[1], buf, sizeof buf));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));

	int udp = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	CHECK_ERR(EAGAIN, ox_recv(udp, buf, sizeof buf, MSG_ERRQUEUE));
	CHECK_INT(0, ox_close(udp));
	return 0;
}
