/*
 * ox_poll takes plain descriptors beside handles, as the two can never be the same number: here
 * a pipe tells a loop over sockets to end.
 */
#include "check.h"
#include <fcntl.h>

int main(void)
{
	int s[2], tube[2];
	char byte;
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_INT(0, pipe2(tube, O_CLOEXEC));
	CHECK(tube[0] < OX_HANDLE_MIN && s[0] >= OX_HANDLE_MIN);

	struct pollfd p[] = {
		{.fd = tube[0], .events = POLLIN},
		{.fd = s[0], .events = POLLIN},
		{.fd = tube[1], .events = POLLOUT},
	};
	CHECK_INT(1, ox_poll(p, 3, 0));
	CHECK_INT(0, p[0].revents);
	CHECK_INT(0, p[1].revents);
	CHECK_INT(POLLOUT, p[2].revents);

	CHECK_INT(1, ox_write(s[1], "x", 1));
	CHECK_INT(1, (int)write(tube[1], "x", 1));
	CHECK_INT(2, ox_poll(p, 2, -1));
	CHECK_INT(POLLIN, p[0].revents);
	CHECK_INT(POLLIN, p[1].revents);
	CHECK_INT(tube[0], p[0].fd); /* what was asked is left as it was */
	CHECK_INT(s[0], p[1].fd);
	CHECK_INT(POLLIN, p[1].events);

	CHECK_INT(1, (int)read(tube[0], &byte, 1));
	CHECK_INT(1, ox_poll(p, 2, -1));
	CHECK_INT(0, p[0].revents);
	CHECK_INT(POLLIN, p[1].revents);

	CHECK_INT(0, close(tube[0]));
	CHECK_INT(0, close(tube[1]));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
