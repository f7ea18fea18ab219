/* A program closes all descriptors that it does not know, and opens an epoll set of its own. Threads
   that wait for datagrams of one socket, on a set that is among what was closed, get them all, and
   take no events of the program's set, which has the number now. */
#include "receivers.h"

#include <sys/epoll.h>

static int take(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0) == 1 ? 0 : -ESHUTDOWN;
}

int main(void)
{
	struct epoll_event event = {.events = EPOLLIN | EPOLLONESHOT, .data = {.u64 = 0}};
	struct receivers receivers;
	int s[2], set, own, noise[2];

	unix_pair(SOCK_DGRAM, s);
	start_receivers(&receivers, take, s[0]);
	set = next_epoll_set(-1);
	CHECK(set >= 0); /* what they wait on */
	CHECK_INT(0, socketpair(AF_UNIX, SOCK_STREAM, 0, noise));
	CHECK((own = epoll_create1(EPOLL_CLOEXEC)) >= 0);
	CHECK_INT(0, epoll_ctl(own, EPOLL_CTL_ADD, noise[0], &event));
	CHECK_INT(set, dup2(own, set));
	CHECK_INT(1, send(noise[1], "z", 1, 0));
	pass_datagrams(&receivers, s[1], 4 * RECEIVERS);
	CHECK_INT(1, epoll_wait(own, &event, 1, 0));
	CHECK_INT(set, dup2(own, set)); /* it is still open, and the program's */
	CHECK_INT(0, ox_shutdown(s[0], SHUT_RD)); /* whoever still waits on the lost set */
	join_receivers(&receivers, ESHUTDOWN);
	return 0;
}
