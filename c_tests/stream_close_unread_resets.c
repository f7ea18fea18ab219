/*
 * Closing while received bytes are unread tells the peer that they were lost: it gets
 * ECONNRESET where an ordinary close would give the end of the stream.
 */
#include "check.h"

static void close_without_reading(const int s[2])
{
	CHECK_INT(6, ox_write(s[0], "unread", 6));
	struct pollfd arrival = {.fd = s[1], .events = POLLIN};
	CHECK_INT(1, ox_poll(&arrival, 1, 5000));
	CHECK_INT(0, ox_close(s[1]));

	char buf[8];
	CHECK_ERR(ECONNRESET, ox_read(s[0], buf, sizeof buf));
	CHECK_INT(0, ox_read(s[0], buf, sizeof buf));
	CHECK_INT(0, ox_close(s[0]));
}

int main(void)
{
	int s[2];
	tcp_pair(s);
	close_without_reading(s);
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	close_without_reading(s);
	return 0;
}
