/* Flags without an effect here, and bits that the kernel does not know, are passed on and change
 * nothing. */
#include "check.h"

static void there_and_back(const int s[2], int send_flags, int receive_flags)
{
	char byte = 0;
	CHECK_INT(1, ox_send(s[0], "x", 1, send_flags));
	CHECK_INT(1, ox_recv(s[1], &byte, 1, receive_flags));
	CHECK_INT('x', byte);
}

int main(void)
{
	int s[2];
	for (int tcp = 0; tcp < 2; tcp++) {
		if (tcp)
			tcp_pair(s);
		else
			CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
		there_and_back(s, MSG_NOSIGNAL, 0);
		there_and_back(s, MSG_DONTROUTE, MSG_WAITALL);
		there_and_back(s, MSG_CONFIRM, MSG_NOSIGNAL);
		there_and_back(s, MSG_EOR, MSG_CMSG_CLOEXEC);
		there_and_back(s, 0x01000000, 0x01000000);
		CHECK_INT(0, ox_close(s[0]));
		CHECK_INT(0, ox_close(s[1]));
	}
	return 0;
}
