/*
 * A send that connects with MSG_FASTOPEN or TCP_FASTOPEN_CONNECT and is refused leaves the socket
 * as the system's own call does, also where it waits in poll: not connected, and fit to be
 * connected.
 */
#include "check.h"

#include <netinet/tcp.h>

static struct sockaddr_in nobody, somebody;

static int result(int ours, int value)
{
	return ours || value >= 0 ? value : -errno;
}

/* What each call returns, first the send that is refused, one after the other; ours or the
   system's. */
enum { RESULTS = 8 };

static void refused(int ours, int by_option, int r[RESULTS])
{
	const struct sockaddr *to = (struct sockaddr *)&nobody;
	const struct sockaddr *next = (struct sockaddr *)&somebody;
	const int on = 1;
	struct pollfd entry;
	char room[8];
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0)), fd = CHECK_OK(ox_fd(s));

	CHECK_OK(ox_deadline(s, OX_BOTH, ox_now() + 60000000));
	memset(r, 0, RESULTS * sizeof *r);
	if (by_option) {
		CHECK_OK(ox_setsockopt(s, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &on, sizeof on));
		r[0] = result(ours, ours ? ox_connect(s, to, sizeof nobody)
					 : connect(fd, to, sizeof nobody));
		r[1] = result(ours, ours ? ox_send(s, "x", 1, 0) : (int)send(fd, "x", 1, MSG_NOSIGNAL));
	} else {
		r[1] = result(ours, ours ? ox_sendto(s, "x", 1, MSG_FASTOPEN, to, sizeof nobody)
					 : (int)sendto(fd, "x", 1, MSG_FASTOPEN | MSG_NOSIGNAL, to,
						       sizeof nobody));
	}
	entry.fd = fd;
	entry.events = POLLIN | POLLOUT | POLLRDHUP;
	CHECK_OK(poll(&entry, 1, 0));
	r[2] = entry.revents;
	r[3] = result(0, (int)recv(fd, room, sizeof room, MSG_DONTWAIT));
	r[4] = result(0, (int)send(fd, "x", 1, MSG_DONTWAIT | MSG_NOSIGNAL));
	r[5] = result(ours, ours ? ox_connect(s, next, sizeof somebody)
				 : connect(fd, next, sizeof somebody));
	r[6] = result(ours, ours ? ox_send(s, "x", 1, 0) : (int)send(fd, "x", 1, MSG_NOSIGNAL));
	r[7] = result(0, connect(fd, next, sizeof somebody));
	CHECK_OK(ox_close(s));
}

/* A send that connects and is let in leaves the socket connected. */
static void let_in(int ours, int r[RESULTS])
{
	const struct sockaddr *to = (struct sockaddr *)&somebody;
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0)), fd = CHECK_OK(ox_fd(s));

	CHECK_OK(ox_deadline(s, OX_BOTH, ox_now() + 60000000));
	memset(r, 0, RESULTS * sizeof *r);
	r[0] = result(ours, ours ? ox_sendto(s, "x", 1, MSG_FASTOPEN, to, sizeof somebody)
				 : (int)sendto(fd, "x", 1, MSG_FASTOPEN | MSG_NOSIGNAL, to,
					       sizeof somebody));
	r[1] = result(0, connect(fd, to, sizeof somebody));
	CHECK_OK(ox_close(s));
}

static void compare(const char *what, const int mine[RESULTS], const int theirs[RESULTS])
{
	int i;

	for (i = 0; i < RESULTS; i++) {
		if (mine[i] == theirs[i])
			continue;
		fprintf(stderr, "%s: result %d is %d, and the system's %d\n", what, i, mine[i], theirs[i]);
		exit(1);
	}
}

int main(void)
{
	int mine[RESULTS], theirs[RESULTS], by_option;
	int listener = listen_tcp4(&somebody);

	CHECK_OK(ox_close(listen_tcp4(&nobody)));
	for (by_option = 0; by_option < 2; by_option++) {
		refused(0, by_option, theirs);
		if (theirs[1] == -EOPNOTSUPP)
			SKIP("net.ipv4.tcp_fastopen is off for clients");
		refused(1, by_option, mine);
		compare(by_option ? "option" : "flag", mine, theirs);
	}
	let_in(0, theirs);
	let_in(1, mine);
	compare("let in", mine, theirs);
	CHECK_OK(ox_close(listener));
	return 0;
}
