/*
 * SO_SNDTIMEO limits the wait for room: EAGAIN after the time, never earlier, or on a stream
 * the count of what was taken before. A deadline beside it gives ETIMEDOUT.
 */
#include "check.h"
#include "needs.h"

enum { MILLISECOND = 1000, FAR = 60000 * MILLISECOND };

static char bytes[16 << 20]; /* more than any socket takes unread */

static void set_timeout(int s, int microseconds)
{
	struct timeval time = {microseconds / 1000000, microseconds % 1000000};

	CHECK_OK(ox_setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time));
}

static void fill(int s, size_t length)
{
	int result;

	do
		result = ox_send(s, bytes, length, MSG_DONTWAIT);
	while (result > 0);
	CHECK_ERR(EAGAIN, result);
}

/* The socket is full: send must fail with this code, and not before this point in time. */
static void expect(int s, int code, int64_t earliest)
{
	CHECK_ERR(code, ox_send(s, bytes, 100, 0));
	CHECK(ox_now() >= earliest);
}

static void waits_for_room(int s)
{
	int64_t deadline;

	set_timeout(s, 20 * MILLISECOND);
	expect(s, EAGAIN, ox_now() + 20 * MILLISECOND);
	CHECK_OK(ox_deadline(s, OX_SENDING, ox_now() + FAR));
	expect(s, EAGAIN, ox_now() + 20 * MILLISECOND);

	set_timeout(s, FAR);
	deadline = ox_now() + 20 * MILLISECOND;
	CHECK_OK(ox_deadline(s, OX_SENDING, deadline));
	expect(s, ETIMEDOUT, deadline);
	CHECK_OK(ox_deadline(s, OX_SENDING, OX_FOREVER));
}

int main(void)
{
	int64_t start;
	int sv[2], sent;

	needs_timeouts();
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, sv));
	fill(sv[0], 100);
	waits_for_room(sv[0]);
	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
	set_timeout(sv[0], 20 * MILLISECOND);
	start = ox_now();
	sent = CHECK_OK(ox_send(sv[0], bytes, sizeof bytes, 0));
	CHECK(sent > 0 && sent < (int)sizeof bytes);
	CHECK(ox_now() - start >= 20 * MILLISECOND - A_TICK);
	fill(sv[0], 100);
	waits_for_room(sv[0]);
	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	return 0;
}
