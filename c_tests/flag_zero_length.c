/*
 * A read of length 0 returns 0 and leaves the datagram where it is; a recv of length 0 takes it.
 * On TCP, too, the read returns at once, and the recv as soon as there are bytes; neither takes
 * any.
 */
#include "check.h"

static void messages(int type)
{
	int s[2];
	char byte;
	CHECK_INT(0, ox_socketpair(AF_UNIX, type, 0, s));
	CHECK_INT(5, ox_write(s[0], "first", 5));
	CHECK_INT(6, ox_write(s[0], "second", 6));

	CHECK_INT(0, ox_read(s[1], NULL, 0));
	CHECK_INT(0, ox_read(s[1], &byte, 0));
	CHECK_INT(5, ox_recv(s[1], &byte, 1, MSG_PEEK | MSG_TRUNC));
	CHECK_INT(0, ox_recv(s[1], NULL, 0, 0));
	CHECK_INT(6, ox_recv(s[1], &byte, 1, MSG_TRUNC));

	CHECK_INT(0, ox_read(s[1], &byte, 0)); /* nothing there: still at once */
	CHECK_ERR(EAGAIN, ox_recv(s[1], &byte, 0, MSG_DONTWAIT));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	messages(SOCK_DGRAM);
	messages(SOCK_SEQPACKET);

	int s[2];
	char byte;
	tcp_pair(s);
	CHECK_INT(0, ox_write(s[0], NULL, 0));
	CHECK_INT(0, ox_read(s[1], NULL, 0));
	CHECK_ERR(EAGAIN, ox_recv(s[1], &byte, 0, MSG_DONTWAIT));
	CHECK_INT(1, ox_write(s[0], "x", 1));
	CHECK_INT(0, ox_recv(s[1], &byte, 0, 0));
	CHECK_INT(1, ox_recv(s[1], &byte, 1, 0));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
