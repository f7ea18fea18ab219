/* Another process accepts the connection that ox_accept has seen: the call waits for the next one,
   but no longer than until its deadline, although the listener is blocking. On Linux 6.10 and
   later, without a seccomp filter. */
#include "traced_accept.h"

static void accept_once(int listener)
{
	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, ox_now() + 100000));
	be_traced();
	CHECK_ERR(ETIMEDOUT, ox_accept(listener, NULL, NULL));
	_exit(0);
}

int main(void)
{
	struct sockaddr_in address;
	int listener = listen_tcp4(&address), fd = CHECK_OK(ox_fd(listener));
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	pid_t child;

	needs_accept_at_once();
	child = CHECK_OK(fork());
	if (child == 0)
		accept_once(listener);
	wait_until_traced(child);
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	take_away(child, fd);
	return 0;
}
