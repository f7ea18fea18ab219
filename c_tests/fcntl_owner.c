/*
 * F_SETOWN names the process, or with a negative number the process group, that gets SIGURG
 * when an out-of-band byte arrives. F_GETOWN may so return a negative number that is no error:
 * errno tells.
 */
#include "check.h"

#include <fcntl.h>
#include <signal.h>

int main(void)
{
	const struct timespec limit = {5, 0};
	siginfo_t info;
	sigset_t urgent;
	int s[2];

	tcp_pair(s);
	CHECK_INT(0, ox_fcntl(s[1], F_GETOWN, 0));

	errno = 0;
	CHECK_INT(0, ox_fcntl(s[1], F_SETOWN, -getpgrp()));
	CHECK_INT(-getpgrp(), ox_fcntl(s[1], F_GETOWN, 0));
	CHECK_INT(0, errno);

	CHECK_INT(0, ox_fcntl(s[1], F_SETOWN, getpid()));
	CHECK_INT(getpid(), ox_fcntl(s[1], F_GETOWN, 0));

	sigemptyset(&urgent);
	sigaddset(&urgent, SIGURG);
	sigprocmask(SIG_BLOCK, &urgent, NULL);
	CHECK_INT(1, ox_send(s[0], "!", 1, MSG_OOB));
	CHECK_INT(SIGURG, sigtimedwait(&urgent, &info, &limit));

	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	return 0;
}
