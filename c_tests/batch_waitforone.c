/*
 * recvmmsg waits for as many messages as it is asked for. With MSG_WAITFORONE it waits for
 * the first, and takes what else is there; with MSG_DONTWAIT it does not wait at all.
 */
#include "check.h"
#include "needs.h"

enum { ROOM = 4 };

static struct mmsghdr batch[ROOM];

static void *receive_two(void *argument)
{
	CHECK_INT(2, ox_recvmmsg(*(int *)argument, batch, 2, 0, NULL));
	return NULL;
}

static void *receive_one_at_least(void *argument)
{
	CHECK_INT(1, ox_recvmmsg(*(int *)argument, batch, ROOM, MSG_WAITFORONE, NULL));
	return NULL;
}

int main(void)
{
	pthread_t thread;
	int sv[2], tid;

	needs_recvmmsg();
	needs_true_batches();
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, sv));

	CHECK_ERR(EAGAIN, ox_recvmmsg(sv[1], batch, ROOM, MSG_DONTWAIT, NULL));
	CHECK_INT(0, ox_send(sv[0], "", 0, 0));
	CHECK_INT(1, ox_recvmmsg(sv[1], batch, ROOM, MSG_DONTWAIT, NULL));

	CHECK_INT(0, ox_send(sv[0], "", 0, 0));
	CHECK_INT(0, ox_send(sv[0], "", 0, 0));
	CHECK_INT(2, ox_recvmmsg(sv[1], batch, ROOM, MSG_WAITFORONE, NULL));

	tid = start_thread(&thread, receive_one_at_least, &sv[1]);
	wait_until_blocked(tid);
	CHECK_INT(0, ox_send(sv[0], "", 0, 0));
	CHECK_INT(0, pthread_join(thread, NULL));

	CHECK_INT(0, ox_send(sv[0], "", 0, 0));
	tid = start_thread(&thread, receive_two, &sv[1]);
	wait_until_blocked(tid); /* one is not enough */
	CHECK_INT(0, ox_send(sv[0], "", 0, 0));
	CHECK_INT(0, pthread_join(thread, NULL));

	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	return 0;
}
