/* A process is stopped and continued while several of its threads wait for datagrams of one socket,
   which is interruptible or not. No handler has run, so all go on to wait, as in recv(2). */
#include "receivers.h"

static void wait_in(int interruptible)
{
	struct receivers receivers;
	int s[2];

	unix_pair(SOCK_DGRAM, s);
	CHECK_INT(0, ox_setsockopt(s[0], SOL_OX, OX_INTERRUPTIBLE, &interruptible, sizeof(int)));
	start_receivers(&receivers, take_datagram, s[0]);
	CHECK_INT(0, raise(SIGSTOP));
	await_receivers(&receivers);
	pass_datagrams(&receivers, s[1], RECEIVERS);
	CHECK_INT(0, ox_close(s[0]));
	join_receivers(&receivers, ECANCELED);
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		end_with_parent();
		wait_in(0);
		wait_in(1);
		_exit(0);
	}
	while (waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status))
		CHECK_INT(0, kill(child, SIGCONT));
	CHECK_INT(0, status);
	return 0;
}
