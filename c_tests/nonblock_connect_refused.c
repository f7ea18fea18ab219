/* The outcome of a non-blocking connect that is refused: the socket polls as writable, in error and
 * hung up, and SO_ERROR gives ECONNREFUSED once. */
#include "check.h"

int main(void)
{
	/* A bound socket that does not listen keeps the port from everybody else. */
	int holder = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	struct sockaddr_in addr = loopback4(0);
	socklen_t len = sizeof addr;
	CHECK_INT(0, ox_bind(holder, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_getsockname(holder, (struct sockaddr *)&addr, &len));

	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
	CHECK_ERR(EINPROGRESS, ox_connect(s, (struct sockaddr *)&addr, sizeof addr));
	struct pollfd done = {.fd = s, .events = POLLOUT};
	do /* an attempt that has not begun yet polls as hung up too */
		CHECK_INT(1, ox_poll(&done, 1, 5000));
	while ((done.revents & POLLERR) == 0);
	CHECK_INT(POLLOUT | POLLERR | POLLHUP, done.revents);

	int error = 0;
	len = sizeof error;
	CHECK_INT(0, ox_getsockopt(s, SOL_SOCKET, SO_ERROR, &error, &len));
	CHECK_INT(ECONNREFUSED, error);
	CHECK_INT(0, ox_getsockopt(s, SOL_SOCKET, SO_ERROR, &error, &len));
	CHECK_INT(0, error);
	CHECK_INT(0, ox_close(s));

	/* Whoever does not ask SO_ERROR meets it in the next call. */
	s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
	CHECK_ERR(EINPROGRESS, ox_connect(s, (struct sockaddr *)&addr, sizeof addr));
	done.fd = s;
	CHECK_INT(1, ox_poll(&done, 1, 5000));
	CHECK_ERR(ECONNREFUSED, ox_write(s, "x", 1));
	CHECK_ERR(EPIPE, ox_write(s, "x", 1));
	CHECK_INT(0, ox_close(s));
	CHECK_INT(0, ox_close(holder));
	return 0;
}
