/* O_NONBLOCK is set while ox_recvmmsg waits for its second datagram, and receiving is then shut
   down: the call returns the first datagram, which nobody else can receive any more. */
#include "close_blocked.h"
#include "needs.h"

#include <fcntl.h>
#include <sys/uio.h>

static char first, second;

static int receive_two(int s)
{
	struct iovec buffers[] = {{&first, 1}, {&second, 1}};
	struct mmsghdr messages[2];
	int i;

	memset(messages, 0, sizeof messages);
	for (i = 0; i < 2; i++) {
		messages[i].msg_hdr.msg_iov = &buffers[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	return ox_recvmmsg(s, messages, 2, 0, NULL);
}

int main(void)
{
	struct blocked receiver;
	int s[2];

	needs_recvmmsg();
	unix_pair(SOCK_DGRAM, s);
	CHECK_INT(1, ox_send(s[1], "a", 1, 0));
	block(&receiver, receive_two, s[0]);
	CHECK_OK(ox_fcntl(s[0], F_SETFL, O_NONBLOCK));
	CHECK_OK(ox_shutdown(s[0], SHUT_RD));
	CHECK_INT(0, pthread_join(receiver.thread, NULL));
	CHECK(receiver.result >= 1);
	CHECK_INT('a', first);
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	return 0;
}
