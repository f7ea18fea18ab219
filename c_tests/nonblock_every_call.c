/* On a non-blocking socket every call that would wait returns EAGAIN, whatever its shape. */
#include "check.h"
#include "needs.h"

int main(void)
{
	int s[2];
	char block[4096] = "";
	struct iovec iov = {block, sizeof block};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	struct mmsghdr batch = {.msg_hdr = msg};
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));

	CHECK_ERR(EAGAIN, ox_read(s[0], block, 1));
	CHECK_ERR(EAGAIN, ox_readv(s[0], &iov, 1));
	CHECK_ERR(EAGAIN, ox_recv(s[0], block, 1, 0));
	CHECK_ERR(EAGAIN, ox_recv(s[0], block, 1, MSG_WAITALL));
	CHECK_ERR(EAGAIN, ox_recvfrom(s[0], block, 1, 0, NULL, NULL));
	CHECK_ERR(EAGAIN, ox_recvmsg(s[0], &msg, 0));

	int n;
	while ((n = ox_write(s[0], block, sizeof block)) > 0)
		;
	CHECK_INT(-EAGAIN, n);
	CHECK_ERR(EAGAIN, ox_writev(s[0], &iov, 1));
	CHECK_ERR(EAGAIN, ox_send(s[0], block, 1, 0));
	CHECK_ERR(EAGAIN, ox_sendto(s[0], block, 1, 0, NULL, 0));
	CHECK_ERR(EAGAIN, ox_sendmsg(s[0], &msg, 0));
	CHECK_ERR(EAGAIN, ox_sendmmsg(s[0], &batch, 1, 0));

	needs_recvmmsg();
	CHECK_ERR(EAGAIN, ox_recvmmsg(s[0], &batch, 1, 0, NULL));
	struct timespec a_minute = {60, 0};
	CHECK_ERR(EAGAIN, ox_recvmmsg(s[0], &batch, 1, 0, &a_minute));

	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
