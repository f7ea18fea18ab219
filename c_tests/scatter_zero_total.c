/*
 * A readv or writev of no bytes at all returns 0 and does nothing: no datagram is sent, and none
 * is taken. (A write of length 0 does send an empty one.)
 */
#include "check.h"

int main(void)
{
	int s[2];
	char byte;
	struct iovec none[] = {{NULL, 0}, {&byte, 0}};
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));

	CHECK_INT(0, ox_writev(s[0], none, 2));
	CHECK_INT(0, ox_writev(s[0], none, 0));
	CHECK_INT(0, ox_writev(s[0], NULL, 0));
	CHECK_ERR(EAGAIN, ox_recv(s[1], &byte, 1, MSG_DONTWAIT));

	CHECK_INT(1, ox_write(s[0], "x", 1));
	CHECK_INT(0, ox_readv(s[1], none, 2));
	CHECK_INT(0, ox_readv(s[1], NULL, 0));
	CHECK_INT(1, ox_available(s[1]));
	CHECK_INT(1, ox_read(s[1], &byte, 1));

	/* It does not wait either, nor look whether there is a connection. */
	CHECK_INT(0, ox_readv(s[1], none, 2));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_writev(s[1], none, 2));
	int stream = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_readv(stream, none, 2));
	CHECK_INT(0, ox_writev(stream, none, 2));
	CHECK_ERR(ENOTCONN, ox_read(stream, &byte, 1));
	CHECK_ERR(EBADF, ox_writev(s[0], none, 2));
	CHECK_ERR(EBADF, ox_readv(s[0], NULL, 0));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
