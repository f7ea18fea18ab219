/* The second ox_close of a handle gives EBADF and closes nothing: with descriptors it would
   have closed the socket that got the number meanwhile. */
#include "check.h"

int main(void)
{
	char byte = 0;
	int first = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	int s[2];

	CHECK_INT(0, ox_close(first));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_ERR(EBADF, ox_close(first));
	CHECK_ERR(EBADF, ox_close(first));

	CHECK_INT(1, ox_send(s[0], "x", 1, 0));
	CHECK_INT(1, ox_recv(s[1], &byte, 1, 0));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
