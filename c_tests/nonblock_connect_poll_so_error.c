/*
 * A non-blocking connect returns EINPROGRESS. When the socket polls writable, SO_ERROR holds
 * the outcome: 0, and the connection can be used.
 */
#include "check.h"

int main(void)
{
	struct sockaddr_in addr;
	int listener = listen_tcp4(&addr);
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
	CHECK_ERR(EINPROGRESS, ox_connect(s, (struct sockaddr *)&addr, sizeof addr));

	struct pollfd done = {.fd = s, .events = POLLOUT};
	CHECK_INT(1, ox_poll(&done, 1, 5000));
	CHECK_INT(POLLOUT, done.revents);
	int error = -1;
	socklen_t len = sizeof error;
	CHECK_INT(0, ox_getsockopt(s, SOL_SOCKET, SO_ERROR, &error, &len));
	CHECK_INT(0, error);

	/* Linux lets connect itself tell the outcome too: success once, and then EISCONN. */
	CHECK_INT(0, ox_connect(s, (struct sockaddr *)&addr, sizeof addr));
	CHECK_ERR(EISCONN, ox_connect(s, (struct sockaddr *)&addr, sizeof addr));

	int server = CHECK_OK(ox_accept(listener, NULL, NULL));
	char buf[8];
	CHECK_INT(5, ox_write(s, "hello", 5));
	CHECK_INT(5, ox_read(server, buf, sizeof buf));
	CHECK_INT(0, ox_close(s));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
