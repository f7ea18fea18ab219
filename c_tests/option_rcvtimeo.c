/*
 * SO_RCVTIMEO limits each wait: EAGAIN after the time. A deadline beside it
 * gives ETIMEDOUT; whichever comes first ends the wait.
 */
#include "dgram_loopback.h"
#include "needs.h"

enum { MILLISECOND = 1000, FAR = 60000 * MILLISECOND };

static int s;

static void set_timeout(int microseconds)
{
	struct timeval time = {microseconds / 1000000, microseconds % 1000000};

	CHECK_OK(ox_setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time));
}

/* Nothing arrives: recv must fail with this code, and not before this point in time. */
static void expect(int code, int64_t earliest)
{
	char buf[10];

	CHECK_ERR(code, ox_recv(s, buf, sizeof buf, 0));
	CHECK(ox_now() >= earliest);
}

int main(void)
{
	struct timeval time;
	socklen_t length = sizeof time;
	int64_t deadline;

	needs_timeouts();
	s = bind_udp4(NULL);
	CHECK_OK(ox_getsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &time, &length));
	CHECK(time.tv_sec == 0 && time.tv_usec == 0); /* without end */

	set_timeout(20 * MILLISECOND);
	expect(EAGAIN, ox_now() + 20 * MILLISECOND - A_TICK);

	CHECK_OK(ox_deadline(s, OX_RECEIVING, ox_now() + FAR));
	expect(EAGAIN, ox_now() + 20 * MILLISECOND - A_TICK);

	set_timeout(FAR);
	deadline = ox_now() + 20 * MILLISECOND;
	CHECK_OK(ox_deadline(s, OX_RECEIVING, deadline));
	expect(ETIMEDOUT, deadline);
	expect(ETIMEDOUT, deadline); /* it is past for this call too, which does not wait */

	CHECK_OK(ox_deadline(s, OX_RECEIVING, OX_FOREVER));
	set_timeout(20 * MILLISECOND);
	expect(EAGAIN, ox_now() + 20 * MILLISECOND - A_TICK);

	CHECK_OK(ox_close(s));
	return 0;
}
