/*
 * MSG_MORE tells TCP that more will follow: the bytes are held back, and go out together with
 * those of the next send that does not say so.
 */
#include "check.h"
#include <netinet/tcp.h>

/* Send a header with MSG_MORE and then a body. Returns whether the header waited for the body. */
static int header_waits(const int s[2])
{
	char buf[32];
	CHECK_INT(7, ox_send(s[0], "header ", 7, MSG_MORE));
	struct pollfd arrival = {.fd = s[1], .events = POLLIN};
	int early = CHECK_OK(ox_poll(&arrival, 1, 5));

	CHECK_INT(4, ox_send(s[0], "body", 4, 0));
	int first = CHECK_OK(ox_read(s[1], buf, sizeof buf));
	if (first < 11)
		CHECK_INT(11 - first, ox_recv(s[1], buf + first, (size_t)(11 - first), MSG_WAITALL));
	CHECK(memcmp(buf, "header body", 11) == 0);
	return early == 0 && first == 11;
}

int main(void)
{
	int s[2], on = 1;
	tcp_pair(s);
	/* Without Nagle's algorithm, which would hold small writes back too. */
	CHECK_INT(0, ox_setsockopt(s[0], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));

	/* TCP holds back for 200 ms at most, and a busy machine may let them pass. */
	for (int tries = 0; !header_waits(s); tries++)
		CHECK(tries < 20);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
