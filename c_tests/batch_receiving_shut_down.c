/* Once receiving has been shut down, recvmmsg returns an empty message for each one that is wanted,
   at once, also under a deadline. */
#include "check.h"
#include "needs.h"

static void receive(int64_t deadline)
{
	int s[2];
	char buf[2][4];
	struct iovec parts[2] = {{buf[0], 4}, {buf[1], 4}};
	struct mmsghdr msgs[2];

	memset(msgs, 0, sizeof msgs);
	for (int i = 0; i < 2; i++) {
		msgs[i].msg_hdr.msg_iov = &parts[i];
		msgs[i].msg_hdr.msg_iovlen = 1;
		msgs[i].msg_len = 99;
	}
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, deadline));
	CHECK_INT(0, ox_shutdown(s[0], SHUT_RD));
	CHECK_INT(2, ox_recvmmsg(s[0], msgs, 2, 0, NULL));
	CHECK_INT(0, msgs[0].msg_len);
	CHECK_INT(0, msgs[1].msg_len);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	needs_recvmmsg();
	receive(OX_FOREVER);
	receive(ox_now() + 60000000);
	return 0;
}
