/* Sending to a peer that is gone gives EPIPE, and no SIGPIPE, from every function that sends.
   SIGPIPE is blocked here, so that one would stay pending. */
#include "close_blocked.h"

#include <signal.h>

static void no_signal_is_pending(void)
{
	sigset_t pending;

	CHECK_INT(0, sigpending(&pending));
	CHECK_INT(0, sigismember(&pending, SIGPIPE));
}

/* The call gives EPIPE, and no signal. */
#define CHECK_NO_SIGPIPE(call)          \
	do {                            \
		CHECK_ERR(EPIPE, call); \
		no_signal_is_pending(); \
	} while (0)

static void sending_gives_epipe(int s, const char *kind)
{
	char byte = 'x';
	struct iovec part = {&byte, 1};
	struct mmsghdr message;

	printf("%s\n", kind);
	memset(&message, 0, sizeof message);
	message.msg_hdr.msg_iov = &part;
	message.msg_hdr.msg_iovlen = 1;
	CHECK_NO_SIGPIPE(ox_send(s, &byte, 1, 0));
	CHECK_NO_SIGPIPE(ox_send(s, &byte, 1, MSG_DONTWAIT));
	CHECK_NO_SIGPIPE(ox_sendto(s, &byte, 1, 0, NULL, 0));
	CHECK_NO_SIGPIPE(ox_write(s, &byte, 1));
	CHECK_NO_SIGPIPE(ox_writev(s, &part, 1));
	CHECK_NO_SIGPIPE(ox_sendmsg(s, &message.msg_hdr, 0));
	CHECK_NO_SIGPIPE(ox_sendmmsg(s, &message, 1, 0));
	CHECK_INT(0, ox_deadline(s, OX_BOTH, ox_now() + 1000000));
	CHECK_NO_SIGPIPE(ox_send(s, &byte, 1, 0));
	CHECK_NO_SIGPIPE(ox_writev(s, &part, 1));
}

int main(void)
{
	sigset_t sigpipe;
	int s[2];

	sigemptyset(&sigpipe);
	sigaddset(&sigpipe, SIGPIPE);
	CHECK_INT(0, pthread_sigmask(SIG_BLOCK, &sigpipe, NULL));

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_close(s[1]));
	sending_gives_epipe(s[0], "UNIX stream");
	unix_pair(SOCK_SEQPACKET, s);
	CHECK_INT(0, ox_close(s[1]));
	sending_gives_epipe(s[0], "UNIX seqpacket");
	tcp_pair(s);
	CHECK_INT(0, ox_shutdown(s[0], SHUT_WR));
	sending_gives_epipe(s[0], "TCP");
	return 0;
}
