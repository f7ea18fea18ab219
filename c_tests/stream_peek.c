/* MSG_PEEK reads and leaves the bytes where they are: the next read gets them again. */
#include "check.h"

static void look_then_take(const int s[2])
{
	char buf[16];
	struct iovec iov = {buf, sizeof buf};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};

	CHECK_INT(6, ox_write(s[0], "look!!", 6));
	CHECK_INT(2, ox_recv(s[1], buf, 2, MSG_PEEK));
	CHECK(memcmp(buf, "lo", 2) == 0);
	CHECK_INT(6, ox_recv(s[1], buf, sizeof buf, MSG_PEEK));
	CHECK_INT(6, ox_recvfrom(s[1], buf, sizeof buf, MSG_PEEK, NULL, NULL));
	CHECK_INT(6, ox_recvmsg(s[1], &msg, MSG_PEEK));
	CHECK_INT(6, ox_available(s[1]));

	CHECK_INT(6, ox_recv(s[1], buf, sizeof buf, 0));
	CHECK(memcmp(buf, "look!!", 6) == 0);
	CHECK_ERR(EAGAIN, ox_recv(s[1], buf, sizeof buf, MSG_PEEK | MSG_DONTWAIT));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_recv(s[1], buf, sizeof buf, MSG_PEEK));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int s[2];
	tcp_pair(s);
	look_then_take(s);
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	look_then_take(s);
	return 0;
}
