/* A connection whose ox_connect is interrupted by a rule goes on, as POSIX says, and a program can
   wait for it. */
#include "check.h"

static void is_connected_in_the_end(int type)
{
	struct sockaddr_in address;
	int listener = listen_tcp4(&address), on = 1, reason = -1;
	int s = CHECK_OK(ox_socket(AF_INET, type, 0));
	struct pollfd entry = {.fd = s, .events = POLLOUT};
	socklen_t size = sizeof reason;

	CHECK_OK(ox_setsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &on, sizeof on));
	CHECK_OK(ox_fault("connect interrupt"));
	CHECK_ERR(EINTR, ox_connect(s, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_fault_remove(0));
	CHECK_INT(1, ox_poll(&entry, 1, 5000));
	CHECK_INT(POLLOUT, entry.revents);
	CHECK_OK(ox_getsockopt(s, SOL_SOCKET, SO_ERROR, &reason, &size));
	CHECK_INT(0, reason);
	CHECK_INT(1, ox_send(s, "x", 1, 0));
	CHECK_OK(ox_accept(listener, NULL, NULL));
}

int main(void)
{
	is_connected_in_the_end(SOCK_STREAM);
	is_connected_in_the_end(SOCK_STREAM | SOCK_NONBLOCK);
	return 0;
}
