/* A connection attempt under way gives EINPROGRESS, then EALREADY; a connected socket EISCONN. */
#include "check.h"

int main(void)
{
	int listener = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	struct sockaddr_in addr = loopback4(0);
	socklen_t len = sizeof addr;
	CHECK_INT(0, ox_bind(listener, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_listen(listener, 0)); /* Linux admits one more than the backlog */
	CHECK_INT(0, ox_getsockname(listener, (struct sockaddr *)&addr, &len));

	int first = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_connect(first, (struct sockaddr *)&addr, sizeof addr));
	CHECK_ERR(EISCONN, ox_connect(first, (struct sockaddr *)&addr, sizeof addr));
	struct pollfd queued = {.fd = listener, .events = POLLIN};
	CHECK_INT(1, ox_poll(&queued, 1, 5000));

	/* The queue is full, so this attempt stays under way. */
	int second = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
	CHECK_ERR(EINPROGRESS, ox_connect(second, (struct sockaddr *)&addr, sizeof addr));
	CHECK_ERR(EALREADY, ox_connect(second, (struct sockaddr *)&addr, sizeof addr));
	char byte;
	CHECK_ERR(EAGAIN, ox_write(second, "x", 1));
	CHECK_ERR(EAGAIN, ox_read(second, &byte, 1));

	/* A listener cannot connect, nor a connected socket listen. */
	CHECK_ERR(EISCONN, ox_connect(listener, (struct sockaddr *)&addr, sizeof addr));
	CHECK_ERR(EINVAL, ox_listen(first, 1));

	CHECK_INT(0, ox_close(first));
	CHECK_INT(0, ox_close(second));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
