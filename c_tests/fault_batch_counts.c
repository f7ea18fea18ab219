/* A rule counts the messages of a call that were tried, and no others; an error that it makes after
   the first message is returned by the next call. */
#include "check.h"
#include "needs.h"

enum { COUNT = 5 };

static struct mmsghdr batch[COUNT];

static void prepare(int s[2])
{
	static char texts[COUNT];
	static struct iovec parts[COUNT];
	int i;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, s));
	memset(batch, 0, sizeof batch);
	for (i = 0; i < COUNT; i++) {
		parts[i] = (struct iovec){&texts[i], 1};
		batch[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1};
	}
}

static void send_some(int s, int count)
{
	for (; count > 0; count--)
		CHECK_INT(1, ox_send(s, "x", 1, 0));
}

static void receive(void)
{
	int s[2], rule;

	prepare(s);
	rule = CHECK_OK(ox_fault("recv error=EIO nth=4"));
	send_some(s[0], 2);
	CHECK_INT(2, ox_recvmmsg(s[1], batch, COUNT, 0, NULL));
	CHECK_ERR(EAGAIN, ox_recvmmsg(s[1], batch, COUNT, 0, NULL));
	send_some(s[0], 3);
	CHECK_INT(1, ox_recvmmsg(s[1], batch, COUNT, 0, NULL));
	CHECK_INT(0, ox_fault_count(rule));
	CHECK_ERR(EIO, ox_recvmmsg(s[1], batch, COUNT, 0, NULL));
	CHECK_INT(1, ox_fault_count(rule));
	CHECK_INT(2, ox_recvmmsg(s[1], batch, COUNT, 0, NULL));
	CHECK_OK(ox_fault_remove(rule));
}

static void send_all(void)
{
	int s[2], rule;

	prepare(s);
	rule = CHECK_OK(ox_fault("send error=EIO nth=4"));
	CHECK_INT(3, ox_sendmmsg(s[0], batch, COUNT, 0));
	CHECK_INT(0, ox_fault_count(rule));
	CHECK_ERR(EIO, ox_sendmmsg(s[0], batch + 3, COUNT - 3, 0));
	CHECK_INT(2, ox_sendmmsg(s[0], batch + 3, COUNT - 3, 0));
	CHECK_INT(COUNT, ox_recvmmsg(s[1], batch, COUNT, 0, NULL));
	CHECK_OK(ox_fault_remove(rule));
}

/* Each signal comes before one message, and each message gets ahead once. */
static void interrupted(void)
{
	int s[2], rule, received, total = 0;

	prepare(s);
	CHECK_OK(ox_setsockopt(s[1], SOL_OX, OX_INTERRUPTIBLE, &(int){1}, sizeof(int)));
	send_some(s[0], 3);
	rule = CHECK_OK(ox_fault("recv interrupt"));
	while (total < 3) {
		CHECK_ERR(EINTR, ox_recvmmsg(s[1], batch, COUNT, 0, NULL));
		received = CHECK_OK(ox_recvmmsg(s[1], batch, COUNT, 0, NULL));
		CHECK_INT(1, received);
		total += received;
	}
	CHECK_INT(3, ox_fault_count(rule));
	CHECK_OK(ox_fault_remove(rule));
}

/* Between messages that a rule changes, the others are as they were. */
static void mixed(void)
{
	int s[2], rule;

	prepare(s);
	rule = CHECK_OK(ox_fault("send lose nth=3"));
	CHECK_INT(COUNT, ox_sendmmsg(s[0], batch, COUNT, 0));
	CHECK_INT(COUNT - 1, ox_recvmmsg(s[1], batch, COUNT, 0, NULL));
	CHECK_OK(ox_fault_remove(rule));
	rule = CHECK_OK(ox_fault("recv double nth=2"));
	send_some(s[0], 3);
	CHECK_INT(4, ox_recvmmsg(s[1], batch, COUNT, 0, NULL));
	CHECK_INT(1, ox_fault_count(rule));
	CHECK_OK(ox_fault_remove(rule));
}

int main(void)
{
	needs_recvmmsg();
	receive();
	send_all();
	interrupted();
	mixed();
	return 0;
}
