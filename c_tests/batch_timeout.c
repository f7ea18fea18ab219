/*
 * The timeout of recvmmsg limits the whole wait, also while nothing arrives: EAGAIN, never
 * early. When something has arrived its count is returned, and the timeout holds what is left
 * of it.
 */
#include "check.h"
#include "needs.h"

enum { ROOM = 3, MILLISECOND = 1000 };

static struct mmsghdr batch[ROOM];

static int64_t microseconds(struct timespec time)
{
	return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static void refuse(int s, time_t seconds, long nanoseconds)
{
	struct timespec bad = {seconds, nanoseconds};

	CHECK_ERR(EINVAL, ox_recvmmsg(s, batch, ROOM, 0, &bad));
}

int main(void)
{
	struct timespec timeout = {0, 20 * MILLISECOND * 1000}, minute = {60, 0}, none = {0, 0};
	int64_t start;
	int sv[2], i;

	needs_recvmmsg();
	needs_true_batches();
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, sv));

	start = ox_now();
	CHECK_ERR(EAGAIN, ox_recvmmsg(sv[1], batch, ROOM, 0, &timeout));
	CHECK(ox_now() - start >= 20 * MILLISECOND);
	CHECK_ERR(EAGAIN, ox_recvmmsg(sv[1], batch, ROOM, 0, &none));

	/* Two of three: the time runs out. */
	CHECK_INT(0, ox_send(sv[0], "", 0, 0));
	CHECK_INT(0, ox_send(sv[0], "", 0, 0));
	timeout.tv_nsec = 20 * MILLISECOND * 1000;
	start = ox_now();
	CHECK_INT(2, ox_recvmmsg(sv[1], batch, ROOM, 0, &timeout));
	CHECK(ox_now() - start >= 20 * MILLISECOND);
	CHECK_INT(0, microseconds(timeout));

	/* All of three: most of the minute is left, less what the call took. */
	for (i = 0; i < ROOM; i++)
		CHECK_INT(0, ox_send(sv[0], "", 0, 0));
	start = ox_now();
	CHECK_INT(ROOM, ox_recvmmsg(sv[1], batch, ROOM, 0, &minute));
	CHECK(microseconds(minute) < 60000 * MILLISECOND);
	CHECK(microseconds(minute) >= 60000 * MILLISECOND - (ox_now() - start) - 2);

	refuse(sv[1], 0, -1);
	refuse(sv[1], 0, 1000000000);
	refuse(sv[1], -1, 0);
	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	return 0;
}
