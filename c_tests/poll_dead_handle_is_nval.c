/*
 * A handle that is closed, or was never given, is POLLNVAL at once, even where its place is
 * taken by a new socket; the others in the set are reported beside it.
 */
#include "check.h"
#include <limits.h>

int main(void)
{
	int s[2], dead[2];
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, dead));
	CHECK_INT(0, ox_close(dead[0]));
	CHECK_INT(0, ox_close(dead[1]));
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));

	struct pollfd one = {.fd = dead[0], .events = POLLIN};
	CHECK_INT(1, ox_poll(&one, 1, -1));
	CHECK_INT(POLLNVAL, one.revents);

	CHECK_INT(1, ox_write(s[1], "x", 1));
	struct pollfd p[] = {
		{.fd = dead[0], .events = POLLIN},
		{.fd = s[0], .events = POLLIN},
		{.fd = dead[1], .events = POLLOUT},
		{.fd = INT_MAX, .events = POLLIN},
		{.fd = OX_HANDLE_MIN - 1, .events = POLLIN}, /* a descriptor that is not open */
	};
	CHECK_INT(5, ox_poll(p, 5, -1));
	CHECK_INT(POLLNVAL, p[0].revents);
	CHECK_INT(POLLIN, p[1].revents);
	CHECK_INT(POLLNVAL, p[2].revents);
	CHECK_INT(POLLNVAL, p[3].revents);
	CHECK_INT(POLLNVAL, p[4].revents);

	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
