/*
 * Batches and deadlines: recvmmsg returns what has come by then, ETIMEDOUT if nothing has;
 * its own timeout, where it ends first, gives EAGAIN.
 */
#include "check.h"
#include "needs.h"

enum { ROOM = 3, MILLISECOND = 1000 };

static struct mmsghdr batch[ROOM];

int main(void)
{
	struct timespec timeout = {0, 10 * MILLISECOND * 1000}, minute = {60, 0};
	int64_t deadline = ox_now() + 60000 * MILLISECOND;
	int sv[2];

	needs_recvmmsg();
	needs_true_batches();
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, sv));
	CHECK_OK(ox_deadline(sv[0], OX_SENDING, deadline));
	CHECK_OK(ox_deadline(sv[1], OX_RECEIVING, deadline));

	CHECK_INT(ROOM, ox_sendmmsg(sv[0], batch, ROOM, 0));
	CHECK_INT(ROOM, ox_recvmmsg(sv[1], batch, ROOM, 0, NULL));
	CHECK_INT(2, ox_sendmmsg(sv[0], batch, 2, 0));
	CHECK_INT(2, ox_recvmmsg(sv[1], batch, ROOM, MSG_WAITFORONE, NULL));
	CHECK_ERR(EAGAIN, ox_recvmmsg(sv[1], batch, ROOM, MSG_DONTWAIT, NULL));
	CHECK_ERR(EAGAIN, ox_recvmmsg(sv[1], batch, ROOM, 0, &timeout));

	deadline = ox_now() + 20 * MILLISECOND;
	CHECK_OK(ox_deadline(sv[1], OX_RECEIVING, deadline));
	CHECK_INT(2, ox_sendmmsg(sv[0], batch, 2, 0));
	CHECK_INT(2, ox_recvmmsg(sv[1], batch, ROOM, 0, NULL));
	CHECK(ox_now() >= deadline);
	CHECK_ERR(ETIMEDOUT, ox_recvmmsg(sv[1], batch, ROOM, 0, NULL));
	CHECK_ERR(ETIMEDOUT, ox_recvmmsg(sv[1], batch, ROOM, 0, &minute));

	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	return 0;
}
