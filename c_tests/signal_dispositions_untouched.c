/* oxsock leaves the signals to the program: after a walk through the calls every disposition
   and the mask are what they were, and no signal is pending. */
#include "close_blocked.h"

#include <fcntl.h>
#include <signal.h>

enum { LAST_SIGNAL = 64 };

struct signals {
	struct sigaction actions[LAST_SIGNAL + 1];
	sigset_t mask, pending;
};

static void look(struct signals *signals)
{
	int number;

	memset(signals, 0, sizeof *signals);
	for (number = 1; number <= LAST_SIGNAL; number++)
		if (sigaction(number, NULL, &signals->actions[number]) != 0)
			CHECK_INT(EINVAL, errno); /* the C library's own */
	CHECK_INT(0, pthread_sigmask(SIG_BLOCK, NULL, &signals->mask));
	CHECK_INT(0, sigpending(&signals->pending));
}

static void are_the_same(const struct signals *before, const struct signals *after)
{
	int number;

	for (number = 1; number <= LAST_SIGNAL; number++) {
		const struct sigaction *was = &before->actions[number];
		const struct sigaction *is = &after->actions[number];

		CHECK(is->sa_handler == was->sa_handler);
		CHECK_INT(was->sa_flags, is->sa_flags);
		CHECK_INT(sigismember(&before->mask, number), sigismember(&after->mask, number));
		CHECK_INT(sigismember(&before->pending, number),
			  sigismember(&after->pending, number));
	}
}

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static void walk(void)
{
	struct blocked blocked;
	struct pollfd entry = {0, POLLIN, 0};
	char byte = 'x';
	int fd, other, s[2];
	pid_t child;

	tcp_pair(s);
	CHECK_INT(1, ox_send(s[0], &byte, 1, 0));
	CHECK_INT(1, receive(s[1]));
	CHECK_INT(0, ox_deadline(s[0], OX_BOTH, ox_now() + 1000));
	CHECK_ERR(ETIMEDOUT, receive(s[0]));
	entry.fd = s[0];
	CHECK_INT(0, ox_poll(&entry, 1, 1));
	other = CHECK_OK(ox_fcntl(s[0], F_DUPFD_CLOEXEC, 0));
	if ((child = fork()) == 0)
		_exit(-ox_close(other));
	check_child(child);
	block(&blocked, receive, s[1]);
	CHECK_INT(0, ox_close(s[1]));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK_INT(0, ox_close(s[0]));
	fd = CHECK_OK(ox_release(other));
	CHECK_INT(0, ox_close(CHECK_OK(ox_adopt(fd))));

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_close(s[1]));
	CHECK_ERR(EPIPE, ox_write(s[0], &byte, 1));
	CHECK_INT(0, ox_close(s[0]));
}

int main(void)
{
	struct signals before, after;
	sigset_t set;

	/* Blocked signals would stay pending instead of killing the program. SIGCHLD comes from
	   the fork and is not oxsock's. */
	sigfillset(&set);
	sigdelset(&set, SIGCHLD);
	CHECK_INT(0, pthread_sigmask(SIG_BLOCK, &set, NULL));
	look(&before);
	walk();
	look(&after);
	are_the_same(&before, &after);
	return 0;
}
