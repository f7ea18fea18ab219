/* SOCK_NONBLOCK with the type makes a socket that never waits, from its birth. */
#include "check.h"
#include <fcntl.h>

int main(void)
{
	char byte;
	int s[2];
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
	for (int i = 0; i < 2; i++) {
		CHECK_INT(O_RDWR | O_NONBLOCK, ox_fcntl(s[i], F_GETFL, 0));
		CHECK_ERR(EAGAIN, ox_read(s[i], &byte, 1));
		CHECK_INT(EAGAIN, errno);
	}
	CHECK_INT(1, ox_write(s[0], "x", 1));
	CHECK_INT(1, ox_read(s[1], &byte, 1));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));

	int udp = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0));
	CHECK_INT(O_RDWR | O_NONBLOCK, ox_fcntl(udp, F_GETFL, 0));
	CHECK_ERR(EAGAIN, ox_recvfrom(udp, &byte, 1, 0, NULL, NULL));
	CHECK_INT(0, ox_close(udp));

	int plain = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	CHECK_INT(O_RDWR, ox_fcntl(plain, F_GETFL, 0));
	CHECK_INT(0, ox_close(plain));
	return 0;
}
