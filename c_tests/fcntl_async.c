/*
 * O_ASYNC: the owner of the socket gets a signal when something arrives. The program takes it
 * with sigtimedwait: oxsock itself touches no signal.
 */
#include "dgram_loopback.h"

#include <fcntl.h>
#include <signal.h>

/* A signal about a descriptor tells its number. */
static int tells_descriptor(const sigset_t *arrival, const struct timespec *limit)
{
	siginfo_t info;
	int s[2], told;

	CHECK_INT(0, socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_INT(0, fcntl(s[0], F_SETSIG, SIGRTMIN));
	CHECK_INT(0, fcntl(s[0], F_SETOWN, getpid()));
	CHECK_INT(0, fcntl(s[0], F_SETFL, O_ASYNC));
	CHECK_INT(1, send(s[1], "x", 1, 0));
	CHECK_INT(SIGRTMIN, sigtimedwait(arrival, &info, limit));
	told = info.si_fd == s[0];
	CHECK_INT(0, fcntl(s[0], F_SETFL, 0));
	close(s[0]);
	close(s[1]);
	return told;
}

int main(void)
{
	const struct timespec limit = {5, 0};
	struct sockaddr_in address;
	char buf[10];
	siginfo_t info;
	sigset_t arrival;
	int flags, receiver = bind_udp4(&address);
	int sender = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	sigemptyset(&arrival);
	sigaddset(&arrival, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &arrival, NULL);
	NEEDS(tells_descriptor(&arrival, &limit));

	/* F_SETSIG chooses the signal, which then tells for which descriptor it came. */
	CHECK_INT(0, ox_fcntl(receiver, F_SETSIG, SIGRTMIN));
	CHECK_INT(SIGRTMIN, ox_fcntl(receiver, F_GETSIG, 0));
	CHECK_INT(0, ox_fcntl(receiver, F_SETOWN, getpid()));
	flags = CHECK_OK(ox_fcntl(receiver, F_GETFL, 0));
	CHECK_INT(0, ox_fcntl(receiver, F_SETFL, flags | O_ASYNC));
	CHECK_INT(flags | O_ASYNC, ox_fcntl(receiver, F_GETFL, 0));

	CHECK_INT(5, ox_sendto(sender, "hello", 5, 0, (struct sockaddr *)&address,
			       sizeof address));
	CHECK_INT(SIGRTMIN, sigtimedwait(&arrival, &info, &limit));
	CHECK_INT(ox_fd(receiver), info.si_fd);
	CHECK_INT(5, ox_recv(receiver, buf, sizeof buf, MSG_DONTWAIT));

	CHECK_OK(ox_close(sender));
	CHECK_OK(ox_close(receiver));
	return 0;
}
