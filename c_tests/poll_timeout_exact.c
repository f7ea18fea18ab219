/*
 * The timeout is in milliseconds: poll never returns before it, with a socket, with a plain
 * descriptor, or with nothing at all; and 0 does not wait.
 */
#include "check.h"
#include <fcntl.h>

enum { TIMEOUT = 20 };

static void times_out(struct pollfd *p, nfds_t count)
{
	int64_t start = ox_now();
	CHECK_INT(0, ox_poll(p, count, TIMEOUT));
	int64_t took = ox_now() - start;
	CHECK(took >= TIMEOUT * 1000);
	CHECK(took < 5000000); /* a busy machine may be late, but not that late */
}

int main(void)
{
	int s[2], tube[2];
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_INT(0, pipe2(tube, O_CLOEXEC));
	struct pollfd p[] = {
		{.fd = s[0], .events = POLLIN},
		{.fd = tube[0], .events = POLLIN},
		{.fd = -1, .events = POLLIN},
	};
	times_out(p, 3);
	CHECK_INT(0, p[0].revents | p[1].revents | p[2].revents);
	times_out(&p[0], 1);
	times_out(&p[1], 1);
	times_out(&p[2], 1);
	times_out(NULL, 0);

	for (int i = 0; i < 1000; i++)
		CHECK_INT(0, ox_poll(p, 3, 0));
	CHECK_INT(0, close(tube[0]));
	CHECK_INT(0, close(tube[1]));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
