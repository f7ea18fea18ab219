/* ox_recvmmsg on a stream waits for the last of its messages when the handle is closed: it
   returns how many it has received. What the kernel adds then, empty ends of the stream, does
   not count. */
#include "close_blocked.h"
#include "needs.h"

static int receive_four(int s)
{
	char text[4][8];
	struct iovec buffers[4];
	struct mmsghdr messages[4];
	int i;

	memset(messages, 0, sizeof messages);
	for (i = 0; i < 4; i++) {
		buffers[i].iov_base = text[i];
		buffers[i].iov_len = sizeof text[i];
		messages[i].msg_hdr.msg_iov = &buffers[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	return ox_recvmmsg(s, messages, 4, 0, NULL);
}

static void counts(int expected, int s[2])
{
	struct blocked blocked;
	int i;

	block(&blocked, receive_four, s[0]);
	for (i = 0; i < expected; i++) {
		CHECK_INT(3, ox_write(s[1], "abc", 3));
		wait_until_blocked(blocked.tid);
		CHECK_INT(0, ox_available(s[0]));
	}
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(expected == 0 ? -ECANCELED : expected, result_of(&blocked));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int s[2], i;

	needs_recvmmsg();
	for (i = 0; i < 4; i++) {
		unix_pair(SOCK_STREAM, s);
		counts(i, s);
		tcp_pair(s);
		counts(i, s);
	}
	return 0;
}
