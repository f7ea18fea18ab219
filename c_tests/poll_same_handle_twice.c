/* One handle may stand in a set more than once; each entry is answered for what it asks. */
#include "check.h"

int main(void)
{
	int s[2];
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	struct pollfd p[] = {
		{.fd = s[0], .events = POLLIN},
		{.fd = s[0], .events = POLLOUT},
		{.fd = s[0], .events = 0},
	};
	CHECK_INT(1, ox_poll(p, 3, -1));
	CHECK_INT(0, p[0].revents);
	CHECK_INT(POLLOUT, p[1].revents);
	CHECK_INT(0, p[2].revents);

	CHECK_INT(0, ox_close(s[1]));
	CHECK_INT(3, ox_poll(p, 3, -1));
	CHECK_INT(POLLIN | POLLHUP, p[0].revents);
	CHECK_INT(POLLOUT | POLLHUP, p[1].revents);
	CHECK_INT(POLLHUP, p[2].revents);
	CHECK_INT(0, ox_close(s[0]));
	return 0;
}
