/* Writable means that there is room to send. A full connection is not, until the peer reads. */
#include "check.h"

static int writable(int s)
{
	struct pollfd p = {.fd = s, .events = POLLIN | POLLOUT};
	int count = CHECK_OK(ox_poll(&p, 1, 0));
	CHECK_INT(count == 1 ? POLLOUT : 0, p.revents);
	return count;
}

int main(void)
{
	static char block[65536];
	int s[2], n;
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
	CHECK_INT(1, writable(s[0]));
	while ((n = ox_write(s[0], block, sizeof block)) > 0)
		;
	CHECK_INT(-EAGAIN, n);
	CHECK_INT(0, writable(s[0]));

	while ((n = ox_read(s[1], block, sizeof block)) > 0)
		;
	CHECK_INT(-EAGAIN, n);
	CHECK_INT(1, writable(s[0]));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
