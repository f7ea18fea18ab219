/*
 * Accepting and connecting leave O_NONBLOCK as it was, on or off; so they do when the
 * descriptor has been lent, and when there is a deadline.
 */
#include "check.h"
#include <fcntl.h>

static int is_nonblocking(int s)
{
	return (CHECK_OK(ox_fcntl(s, F_GETFL, 0)) & O_NONBLOCK) != 0;
}

static void set_nonblocking(int s, int on)
{
	CHECK_INT(0, ox_fcntl(s, F_SETFL, on ? O_NONBLOCK : 0));
}

static void connect_and_accept(int listener, const struct sockaddr_in *addr, int on)
{
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	set_nonblocking(client, on);
	set_nonblocking(listener, on);
	CHECK_INT(on ? -EINPROGRESS : 0,
		  ox_connect(client, (const struct sockaddr *)addr, sizeof *addr));
	struct pollfd waiting = {.fd = listener, .events = POLLIN};
	CHECK_INT(1, ox_poll(&waiting, 1, 5000));
	int server = CHECK_OK(ox_accept(listener, NULL, NULL));

	CHECK_INT(on, is_nonblocking(client));
	CHECK_INT(on, is_nonblocking(listener));
	CHECK_INT(0, is_nonblocking(server));
	if (on)
		CHECK_ERR(EAGAIN, ox_accept(listener, NULL, NULL));
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(server));
}

int main(void)
{
	struct sockaddr_in addr;
	int listener = listen_tcp4(&addr);
	connect_and_accept(listener, &addr, 0);
	connect_and_accept(listener, &addr, 1);

	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, ox_now() + 60000000));
	connect_and_accept(listener, &addr, 0);
	connect_and_accept(listener, &addr, 1);

	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, OX_FOREVER));
	CHECK_OK(ox_fd(listener));
	connect_and_accept(listener, &addr, 0);
	connect_and_accept(listener, &addr, 1);
	CHECK_INT(0, ox_close(listener));
	return 0;
}
