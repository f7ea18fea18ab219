/*
 * MSG_TRUNC on a socket with message boundaries returns the true length of the message, though
 * only what fits is copied. With MSG_PEEK it tells how large a buffer must be.
 */
#include "check.h"

int main(void)
{
	int s[2];
	char small[4] = "....";
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_SEQPACKET, 0, s));
	CHECK_INT(10, ox_send(s[0], "0123456789", 10, 0));

	int size = CHECK_OK(ox_recv(s[1], NULL, 0, MSG_PEEK | MSG_TRUNC));
	CHECK_INT(10, size);
	CHECK_INT(2, ox_recv(s[1], small, 2, MSG_PEEK));
	CHECK_INT(10, ox_recv(s[1], small, 2, MSG_TRUNC));
	CHECK(memcmp(small, "01..", 4) == 0);
	CHECK_ERR(EAGAIN, ox_recv(s[1], small, sizeof small, MSG_DONTWAIT));

	CHECK_INT(10, ox_send(s[0], "0123456789", 10, 0));
	struct sockaddr_un from;
	socklen_t len = sizeof from;
	CHECK_INT(10, ox_recvfrom(s[1], small, 4, MSG_TRUNC, (struct sockaddr *)&from, &len));
	CHECK(memcmp(small, "0123", 4) == 0);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
