/*
 * SO_ERROR takes the pending error of a socket: reading it clears it, and the next call does
 * not meet it any more.
 */
#include "dgram_loopback.h"

static int take_error(int s)
{
	int code = -1;
	socklen_t length = sizeof code;

	CHECK_OK(ox_getsockopt(s, SOL_SOCKET, SO_ERROR, &code, &length));
	CHECK_INT(sizeof code, length);
	return code;
}

int main(void)
{
	struct sockaddr_in nobody;
	char buf[10];
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	int deaf = bind_deaf(&nobody);

	CHECK_OK(ox_connect(s, (struct sockaddr *)&nobody, sizeof nobody));
	CHECK_INT(0, take_error(s));

	CHECK_INT(1, ox_send(s, "x", 1, 0));
	await_arrival(s);
	CHECK_INT(ECONNREFUSED, take_error(s)); /* as errno has it: positive */
	CHECK_INT(0, take_error(s));
	CHECK_ERR(EAGAIN, ox_recv(s, buf, sizeof buf, MSG_DONTWAIT));

	CHECK_OK(ox_close(deaf));
	CHECK_OK(ox_close(s));
	return 0;
}
