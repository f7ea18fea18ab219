/* An entry with a negative fd is ignored, and its revents cleared: the way to leave one out of a
 * set for a while is to negate it. */
#include "check.h"

int main(void)
{
	int s[2];
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_INT(1, ox_write(s[0], "x", 1));

	struct pollfd p[] = {
		{.fd = -1, .events = POLLIN, .revents = POLLIN},
		{.fd = ~s[1], .events = POLLIN, .revents = POLLNVAL},
		{.fd = s[1], .events = POLLIN},
	};
	CHECK_INT(1, ox_poll(p, 3, -1));
	CHECK_INT(0, p[0].revents);
	CHECK_INT(0, p[1].revents);
	CHECK_INT(POLLIN, p[2].revents);
	CHECK_INT(0, ox_poll(p, 2, 0));
	CHECK_INT(-1, p[0].fd);
	CHECK_INT(~s[1], p[1].fd);

	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
