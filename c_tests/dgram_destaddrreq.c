/*
 * A datagram socket without a peer needs an address: EDESTADDRREQ over IP, ENOTCONN over
 * UNIX sockets.
 */
#include "check.h"

static void needs_address(int domain, int code)
{
	struct iovec part = {(char *)"x", 1};
	struct msghdr message;
	int s = ox_socket(domain, SOCK_DGRAM, 0);

	if (s == -EAFNOSUPPORT)
		return;
	CHECK_OK(s);
	memset(&message, 0, sizeof message);
	message.msg_iov = &part;
	message.msg_iovlen = 1;

	CHECK_ERR(code, ox_send(s, "x", 1, 0));
	CHECK_ERR(code, ox_write(s, "x", 1));
	CHECK_ERR(code, ox_writev(s, &part, 1));
	CHECK_ERR(code, ox_sendto(s, "x", 1, 0, NULL, 0));
	CHECK_ERR(code, ox_sendmsg(s, &message, 0));
	CHECK_OK(ox_close(s));
}

int main(void)
{
	needs_address(AF_INET, EDESTADDRREQ);
	needs_address(AF_INET6, EDESTADDRREQ);
	needs_address(AF_UNIX, ENOTCONN);
	return 0;
}
