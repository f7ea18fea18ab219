/* ox_available is the number of bytes that a read would get without waiting. */
#include "check.h"

static void count_what_has_come(const int s[2])
{
	char buf[4];
	CHECK_INT(0, ox_available(s[1]));
	CHECK_INT(7, ox_write(s[0], "7 bytes", 7));
	struct pollfd arrival = {.fd = s[1], .events = POLLIN};
	CHECK_INT(1, ox_poll(&arrival, 1, 5000));
	CHECK_INT(7, ox_available(s[1]));
	CHECK_INT(4, ox_read(s[1], buf, sizeof buf));
	CHECK_INT(3, ox_available(s[1]));
	CHECK_INT(3, ox_read(s[1], buf, sizeof buf));
	CHECK_INT(0, ox_available(s[1]));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_available(s[1])); /* nothing to read is no error at the end either */
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int s[2];
	tcp_pair(s);
	count_what_has_come(s);
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	count_what_has_come(s);

	struct sockaddr_in addr;
	int listener = listen_tcp4(&addr);
	CHECK_ERR(EINVAL, ox_available(listener));
	CHECK_INT(0, ox_close(listener));
	CHECK_ERR(EBADF, ox_available(listener));
	return 0;
}
