/* What poll reports at the end of a connection: POLLRDHUP when the peer has finished sending,
 * POLLHUP when both directions have ended. POLLHUP comes without being asked for. */
#include "check.h"

/* What poll reports, at once or within five seconds. */
static int events(int s, int asked)
{
	struct pollfd p = {.fd = s, .events = (short)asked};
	CHECK_OK(ox_poll(&p, 1, 5000));
	return p.revents;
}

int main(void)
{
	int s[2];
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_INT(0, ox_shutdown(s[1], SHUT_WR));
	CHECK_INT(POLLIN | POLLRDHUP, events(s[0], POLLIN | POLLRDHUP));
	CHECK_INT(0, ox_close(s[1]));
	CHECK_INT(POLLIN | POLLRDHUP | POLLHUP, events(s[0], POLLIN | POLLRDHUP));
	CHECK_INT(POLLHUP, events(s[0], 0));
	CHECK_INT(0, ox_close(s[0]));

	/* A TCP socket whose peer has closed may still send, so it is not hung up yet. */
	tcp_pair(s);
	CHECK_INT(0, ox_close(s[1]));
	CHECK_INT(POLLRDHUP, events(s[0], POLLRDHUP));
	CHECK_INT(POLLIN | POLLOUT | POLLRDHUP, events(s[0], POLLIN | POLLOUT | POLLRDHUP));
	CHECK_INT(0, ox_shutdown(s[0], SHUT_WR));
	CHECK_INT(POLLHUP, events(s[0], 0));
	CHECK_INT(0, ox_close(s[0]));
	return 0;
}
