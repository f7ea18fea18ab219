/* Each of several messages in one call counts as one call for a rule, and has its own fault. */
#include "check.h"
#include "needs.h"

int main(void)
{
	char texts[3][2] = {"a", "b", "c"}, got[3][2] = {"", "", ""};
	struct iovec out[3], in[3];
	struct mmsghdr sent[3], received[3];
	int s[2], i;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	memset(sent, 0, sizeof sent);
	memset(received, 0, sizeof received);
	for (i = 0; i < 3; i++) {
		out[i] = (struct iovec){texts[i], 1};
		in[i] = (struct iovec){got[i], 1};
		sent[i].msg_hdr = (struct msghdr){.msg_iov = &out[i], .msg_iovlen = 1};
		received[i].msg_hdr = (struct msghdr){.msg_iov = &in[i], .msg_iovlen = 1};
	}
	CHECK_OK(ox_fault("send lose nth=2"));
	CHECK_INT(3, ox_sendmmsg(s[0], sent, 3, 0));
	CHECK_INT(1, sent[1].msg_len);
	needs_recvmmsg();
	CHECK_INT(2, ox_recvmmsg(s[1], received, 3, MSG_DONTWAIT, NULL));
	CHECK(got[0][0] == 'a' && got[1][0] == 'c');

	CHECK_OK(ox_fault("send error=ENOBUFS nth=2"));
	CHECK_INT(1, ox_sendmmsg(s[0], sent, 3, 0)); /* after the first, an error ends the call */
	return 0;
}
