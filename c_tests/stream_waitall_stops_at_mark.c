/* Even MSG_WAITALL does not read over the out-of-band mark: it returns what lies before it. */
#include "check.h"

static void stop_at_mark(const int s[2])
{
	char buf[16];
	CHECK_INT(6, ox_send(s[0], "before", 6, 0));
	CHECK_INT(1, ox_send(s[0], "!", 1, MSG_OOB));
	CHECK_INT(5, ox_send(s[0], "after", 5, 0));
	struct pollfd urgent = {.fd = s[1], .events = POLLPRI};
	CHECK_INT(1, ox_poll(&urgent, 1, 5000));

	CHECK_INT(6, ox_recv(s[1], buf, 11, MSG_WAITALL));
	CHECK(memcmp(buf, "before", 6) == 0);
	CHECK_INT(1, ox_sockatmark(s[1]));
	CHECK_INT(5, ox_recv(s[1], buf, 5, MSG_WAITALL));
	CHECK(memcmp(buf, "after", 5) == 0);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int s[2];
	tcp_pair(s);
	stop_at_mark(s);

	/* The same with a deadline that is far away. */
	tcp_pair(s);
	CHECK_INT(0, ox_deadline(s[1], OX_RECEIVING, ox_now() + 60000000));
	stop_at_mark(s);
	return 0;
}
