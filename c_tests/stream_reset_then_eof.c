/*
 * After a peer's reset a reader gets the bytes that had arrived, then ECONNRESET once, and from
 * then on the end of the stream.
 */
#include "check.h"

int main(void)
{
	int s[2];
	tcp_pair(s);
	CHECK_INT(5, ox_write(s[1], "bytes", 5));
	struct pollfd arrival = {.fd = s[0], .events = POLLIN};
	CHECK_INT(1, ox_poll(&arrival, 1, 5000));

	/* Closing with a linger time of zero sends a reset. */
	struct linger now = {.l_onoff = 1, .l_linger = 0};
	CHECK_INT(0, ox_setsockopt(s[1], SOL_SOCKET, SO_LINGER, &now, sizeof now));
	CHECK_INT(0, ox_close(s[1]));
	struct pollfd reset = {.fd = s[0]}; /* errors are reported without being asked for */
	CHECK_INT(1, ox_poll(&reset, 1, 5000));
	CHECK_INT(POLLERR | POLLHUP, reset.revents);

	char buf[32];
	CHECK_INT(5, ox_read(s[0], buf, sizeof buf));
	CHECK(memcmp(buf, "bytes", 5) == 0);
	CHECK_ERR(ECONNRESET, ox_read(s[0], buf, sizeof buf));
	CHECK_INT(0, ox_read(s[0], buf, sizeof buf));
	CHECK_INT(0, ox_read(s[0], buf, sizeof buf));
	CHECK_ERR(EPIPE, ox_write(s[0], "x", 1));
	CHECK_INT(0, ox_close(s[0]));
	return 0;
}
