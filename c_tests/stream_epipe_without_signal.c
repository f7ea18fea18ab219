/*
 * Writing to a connection that is gone returns EPIPE from every call that sends. No SIGPIPE is
 * raised, though its disposition is the default one, which would end the process.
 */
#include "check.h"
#include <signal.h>

static void each_way_of_sending(int s)
{
	char byte = 'x';
	struct iovec iov = {&byte, 1};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	struct mmsghdr batch = {.msg_hdr = msg};

	CHECK_ERR(EPIPE, ox_write(s, &byte, 1));
	CHECK_ERR(EPIPE, ox_writev(s, &iov, 1));
	CHECK_ERR(EPIPE, ox_send(s, &byte, 1, 0));
	CHECK_ERR(EPIPE, ox_sendto(s, &byte, 1, 0, NULL, 0));
	CHECK_ERR(EPIPE, ox_sendmsg(s, &msg, 0));
	CHECK_ERR(EPIPE, ox_sendmmsg(s, &batch, 1, 0));
	CHECK_ERR(EPIPE, ox_send(s, &byte, 1, MSG_NOSIGNAL));
	CHECK_INT(EPIPE, errno);
}

int main(void)
{
	/* An ignored SIGPIPE can be inherited from the process that started this one. */
	CHECK(signal(SIGPIPE, SIG_DFL) != SIG_ERR);

	const int types[] = {SOCK_STREAM, SOCK_SEQPACKET};
	int s[2];
	for (int i = 0; i < 2; i++) {
		CHECK_INT(0, ox_socketpair(AF_UNIX, types[i], 0, s));
		CHECK_INT(0, ox_close(s[1]));
		each_way_of_sending(s[0]);
		CHECK_INT(0, ox_close(s[0]));
	}
	tcp_pair(s);
	CHECK_INT(0, ox_shutdown(s[0], SHUT_WR));
	each_way_of_sending(s[0]);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));

	struct sigaction after;
	CHECK_INT(0, sigaction(SIGPIPE, NULL, &after));
	CHECK(after.sa_handler == SIG_DFL);
	sigset_t mask;
	CHECK_INT(0, sigprocmask(SIG_BLOCK, NULL, &mask));
	CHECK_INT(0, sigismember(&mask, SIGPIPE));
	return 0;
}
