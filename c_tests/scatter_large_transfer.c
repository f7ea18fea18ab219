/*
 * One blocking writev or sendmsg of megabytes returns when all of it is taken, in the order of
 * the buffers, though the reader gets it in pieces.
 */
#include "check.h"

enum { PIECES = 64, PIECE = 40000, TOTAL = PIECES * PIECE };

static unsigned char bytes[TOTAL], received[TOTAL];

static void *receive_all(void *arg)
{
	const int *s = (const int *)arg;
	struct iovec iov[] = {{received, 1000}, {received + 1000, TOTAL - 1000}};
	struct msghdr msg = {.msg_iov = iov, .msg_iovlen = 2};
	CHECK_INT(TOTAL, ox_recvmsg(*s, &msg, MSG_WAITALL));
	return NULL;
}

static void transfer(int s[2])
{
	struct iovec iov[PIECES];
	for (int i = 0; i < PIECES; i++)
		iov[i] = (struct iovec){bytes + i * PIECE, PIECE};
	struct msghdr msg = {.msg_iov = iov, .msg_iovlen = PIECES};

	for (int round = 0; round < 2; round++) {
		pthread_t thread;
		memset(received, 0, sizeof received);
		start_thread(&thread, receive_all, &s[1]);
		CHECK_INT(TOTAL, round == 0 ? ox_writev(s[0], iov, PIECES) : ox_sendmsg(s[0], &msg, 0));
		CHECK_INT(0, pthread_join(thread, NULL));
		CHECK(memcmp(bytes, received, TOTAL) == 0);
		CHECK_INT(PIECE, iov[1].iov_len); /* what the caller gave is as it was */
		CHECK(iov[1].iov_base == bytes + PIECE);
	}
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int s[2];
	for (uint32_t i = 0, x = 1; i < TOTAL; i++, x = x * 1664525 + 1013904223)
		bytes[i] = (unsigned char)(x >> 24);

	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	transfer(s);

	/* The same with a descriptor that has been lent, and with a deadline that is far away. */
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_OK(ox_fd(s[1]));
	CHECK_INT(0, ox_deadline(s[0], OX_BOTH, ox_now() + 60000000));
	transfer(s);
	return 0;
}
