/* A stream that takes only a part of a message until the deadline takes nothing of the next
   one, which would otherwise stand amid the first. */
#include "check.h"

enum { MANY = 8 << 20 };

int main(void)
{
	int s[2];
	static char much[MANY];
	char after[] = "after";
	struct iovec parts[2] = {{much, sizeof much}, {after, 5}};
	struct mmsghdr msgs[2];

	memset(msgs, 0, sizeof msgs);
	for (int i = 0; i < 2; i++) {
		msgs[i].msg_hdr.msg_iov = &parts[i];
		msgs[i].msg_hdr.msg_iovlen = 1;
	}
	tcp_pair(s);
	CHECK_INT(0, ox_deadline(s[0], OX_SENDING, ox_now() + 20000));
	CHECK_INT(1, ox_sendmmsg(s[0], msgs, 2, 0));
	CHECK(msgs[0].msg_len > 0);
	CHECK(msgs[0].msg_len < MANY);
	CHECK_INT(0, msgs[1].msg_len);

	/* What arrives is what was counted, and nothing else. */
	CHECK_INT(0, ox_shutdown(s[0], SHUT_WR));
	unsigned arrived = 0;
	for (int n; (n = CHECK_OK(ox_recv(s[1], much, sizeof much, 0))) > 0; arrived += (unsigned)n)
		CHECK(memchr(much, 'a', (size_t)n) == NULL);
	CHECK_INT((int)msgs[0].msg_len, (int)arrived);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
