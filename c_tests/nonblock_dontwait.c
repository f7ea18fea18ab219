/* MSG_DONTWAIT makes one call not wait, on a socket that otherwise does. */
#include "check.h"
#include "needs.h"
#include <fcntl.h>

static void nothing_to_receive(int s)
{
	char byte;
	struct iovec iov = {&byte, 1};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	CHECK_ERR(EAGAIN, ox_recv(s, &byte, 1, MSG_DONTWAIT));
	CHECK_ERR(EAGAIN, ox_recvfrom(s, &byte, 1, MSG_DONTWAIT, NULL, NULL));
	CHECK_ERR(EAGAIN, ox_recvmsg(s, &msg, MSG_DONTWAIT));
	CHECK_INT(0, ox_fcntl(s, F_GETFL, 0) & O_NONBLOCK);
}

static void no_batch_to_receive(int s)
{
	char byte;
	struct iovec iov = {&byte, 1};
	struct mmsghdr batch = {.msg_hdr = {.msg_iov = &iov, .msg_iovlen = 1}};

	needs_recvmmsg();
	CHECK_ERR(EAGAIN, ox_recvmmsg(s, &batch, 1, MSG_DONTWAIT, NULL));
	CHECK_INT(0, ox_fcntl(s, F_GETFL, 0) & O_NONBLOCK);
}

static void no_room_to_send(int s)
{
	char block[4096] = "";
	struct iovec iov = {block, sizeof block};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	struct mmsghdr batch = {.msg_hdr = msg};
	int n;
	while ((n = ox_send(s, block, sizeof block, MSG_DONTWAIT)) > 0)
		;
	CHECK_INT(-EAGAIN, n);
	CHECK_ERR(EAGAIN, ox_sendto(s, block, sizeof block, MSG_DONTWAIT, NULL, 0));
	CHECK_ERR(EAGAIN, ox_sendmsg(s, &msg, MSG_DONTWAIT));
	CHECK_ERR(EAGAIN, ox_sendmmsg(s, &batch, 1, MSG_DONTWAIT));
	CHECK_INT(0, ox_fcntl(s, F_GETFL, 0) & O_NONBLOCK);
}

static void with_pairs(void (*check)(int s))
{
	const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
	int s[2];
	for (int i = 0; i < 3; i++) {
		CHECK_INT(0, ox_socketpair(AF_UNIX, types[i], 0, s));
		check(s[0]);
		CHECK_INT(0, ox_close(s[0]));
		CHECK_INT(0, ox_close(s[1]));
	}
}

int main(void)
{
	with_pairs(nothing_to_receive);
	with_pairs(no_room_to_send);
	with_pairs(no_batch_to_receive);
	return 0;
}
