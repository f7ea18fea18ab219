/* An error after the first message ends a batch early and is not reported: the count of messages is
 * returned, and the next call for the same message returns the error. */
#include "check.h"
#include "needs.h"

enum { COUNT = 3 };

static char large[1 << 20], small[1];
static struct iovec parts[COUNT];
static struct mmsghdr batch[COUNT];

/* The second message of three has this buffer. */
static void make_batch(void *base, size_t length)
{
	int i;

	memset(batch, 0, sizeof batch);
	for (i = 0; i < COUNT; i++) {
		parts[i].iov_base = i == 1 ? base : small;
		parts[i].iov_len = i == 1 ? length : sizeof small;
		batch[i].msg_hdr.msg_iov = &parts[i];
		batch[i].msg_hdr.msg_iovlen = 1;
	}
}

int main(void)
{
	needs_recvmmsg();
	needs_true_batches();
	void *wild = (void *)16;
	int sv[2], i;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, sv));

	make_batch(large, sizeof large); /* longer than the socket's buffer */
	CHECK_INT(1, ox_sendmmsg(sv[0], batch, COUNT, 0));
	CHECK_INT(1, batch[0].msg_len);
	CHECK_ERR(EMSGSIZE, ox_sendmmsg(sv[0], batch + 1, COUNT - 1, 0));
	CHECK_INT(1, ox_sendmmsg(sv[0], batch + 2, COUNT - 2, 0));
	CHECK_INT(1, ox_recv(sv[1], small, 1, 0));
	CHECK_INT(1, ox_recv(sv[1], small, 1, 0));
	CHECK_ERR(EAGAIN, ox_recv(sv[1], small, 1, MSG_DONTWAIT));

	for (i = 0; i < COUNT; i++)
		CHECK_INT(1, ox_send(sv[0], "x", 1, 0));
	make_batch(wild, 1);
	CHECK_INT(1, ox_recvmmsg(sv[1], batch, COUNT, 0, NULL));
	CHECK_INT(1, batch[0].msg_len);
	CHECK_ERR(EFAULT, ox_recvmmsg(sv[1], batch + 2, COUNT - 2, MSG_DONTWAIT, NULL));
	CHECK_INT(1, ox_recvmmsg(sv[1], batch + 2, COUNT - 2, MSG_DONTWAIT, NULL));

	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	return 0;
}
