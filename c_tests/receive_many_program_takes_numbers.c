/* A program closes all descriptors that it does not know, while threads wait for datagrams of one
   socket, and has sockets and an epoll set of its own under their numbers, the ones in the other.
   Nothing is changed in its set, which is still open when the handle is closed. */
#include "receivers.h"

#include <fcntl.h>
#include <sys/epoll.h>

static int take(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0) == 1 ? 0 : -ESHUTDOWN;
}

/* Put the program's socket under each timer's number, and that into the set. Returns how many. */
static int take_timers(int set, int own_socket)
{
	struct epoll_event event = {.events = EPOLLIN};
	int fd, count = 0;

	for (fd = next_descriptor("timerfd", -1); fd >= 0; fd = next_descriptor("timerfd", fd)) {
		CHECK_INT(fd, dup2(own_socket, fd));
		event.data.fd = fd;
		CHECK_INT(0, epoll_ctl(set, EPOLL_CTL_ADD, fd, &event));
		count++;
	}
	return count;
}

int main(void)
{
	struct epoll_event events[64];
	struct receivers receivers;
	int i, count, s[2], set, own, noise[2];

	unix_pair(SOCK_DGRAM, s);
	start_receivers(&receivers, take, s[0]);
	set = next_epoll_set(-1);
	CHECK(set >= 0);
	CHECK_INT(0, socketpair(AF_UNIX, SOCK_STREAM, 0, noise));
	CHECK((own = epoll_create1(EPOLL_CLOEXEC)) >= 0);
	CHECK_INT(set, dup2(own, set));
	count = take_timers(set, noise[0]);
	CHECK(count > 0);
	pass_datagrams(&receivers, s[1], 2 * RECEIVERS);
	CHECK_INT(0, ox_shutdown(s[0], SHUT_RD)); /* those that wait on the lost set */
	join_receivers(&receivers, ESHUTDOWN);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(1, send(noise[1], "z", 1, 0));
	CHECK_INT(count, epoll_wait(set, events, 64, 0));
	for (i = 0; i < count; i++)
		CHECK(events[i].events == EPOLLIN && fcntl(events[i].data.fd, F_GETFD) >= 0);
	return 0;
}
