/*
 * A TCP socket that connects to its own address is connected to itself: both sides open at
 * once, and what it writes it reads.
 */
#include "check.h"

int main(void)
{
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	struct sockaddr_in addr = loopback4(0);
	socklen_t len = sizeof addr;
	CHECK_INT(0, ox_bind(s, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_getsockname(s, (struct sockaddr *)&addr, &len));
	CHECK_INT(0, ox_connect(s, (struct sockaddr *)&addr, sizeof addr));

	char buf[8];
	CHECK_INT(4, ox_write(s, "echo", 4));
	CHECK_INT(4, ox_recv(s, buf, 4, MSG_WAITALL));
	CHECK(memcmp(buf, "echo", 4) == 0);
	CHECK_INT(0, ox_shutdown(s, SHUT_WR));
	CHECK_INT(0, ox_read(s, buf, sizeof buf));
	CHECK_INT(0, ox_close(s));
	return 0;
}
