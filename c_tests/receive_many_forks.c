/* A process forks while several of its threads wait for datagrams of one socket. The child keeps
   nothing of what they wait on; its threads wait for themselves, and its closing wakes none of the
   parent's. */
#include "receivers.h"

static int child(int s)
{
	struct receivers receivers;

	end_with_parent();
	CHECK_ERR(EAGAIN, ox_recv(s, &receivers, 1, MSG_DONTWAIT));
	CHECK_INT(-1, next_epoll_set(-1));
	start_receivers(&receivers, take_datagram, s);
	CHECK(next_epoll_set(-1) >= 0);
	CHECK_INT(0, ox_close(s));
	join_receivers(&receivers, ECANCELED);
	CHECK_INT(-1, next_epoll_set(-1));
	return 0;
}

int main(void)
{
	struct receivers receivers;
	int s[2];
	pid_t pid;

	unix_pair(SOCK_DGRAM, s);
	start_receivers(&receivers, take_datagram, s[0]);
	CHECK((pid = fork()) >= 0);
	if (pid == 0)
		_exit(child(s[0]));
	check_child(pid);
	pass_datagrams(&receivers, s[1], 4 * RECEIVERS);
	CHECK_INT(0, ox_close(s[0]));
	join_receivers(&receivers, ECANCELED);
	return 0;
}
