/*
 * A blocking sendmmsg waits for room, as often as it must, until all messages are sent.
 */
#include "check.h"
#include "needs.h"

enum { COUNT = 1000 }; /* more than a receiver's queue takes */

static struct mmsghdr batch[COUNT];

static void *send_all(void *argument)
{
	CHECK_INT(COUNT, ox_sendmmsg(*(int *)argument, batch, COUNT, 0));
	return NULL;
}

int main(void)
{
	pthread_t thread;
	char buf[10];
	int sv[2], tid, i, sent;

	needs_recvmmsg();
	needs_true_batches();
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, sv));
	sent = CHECK_OK(ox_sendmmsg(sv[0], batch, COUNT, MSG_DONTWAIT));
	CHECK(sent > 0 && sent < COUNT); /* what there was room for */
	CHECK_ERR(EAGAIN, ox_sendmmsg(sv[0], batch, COUNT, MSG_DONTWAIT));

	tid = start_thread(&thread, send_all, &sv[0]);
	wait_until_blocked(tid);
	for (i = 0; i < sent + COUNT; i++)
		CHECK_INT(0, ox_recv(sv[1], buf, sizeof buf, 0));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_ERR(EAGAIN, ox_recv(sv[1], buf, sizeof buf, MSG_DONTWAIT));

	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	return 0;
}
