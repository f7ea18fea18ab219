/* A socket keeps its state when it is adopted: listening, connected, non-blocking. */
#include "check.h"

#include <fcntl.h>

int main(void)
{
	struct sockaddr_in address = loopback4(0);
	socklen_t length = sizeof address;
	int fds[2], fd, listener, client, s;
	char bytes[4];

	fd = socket(AF_INET, SOCK_STREAM, 0);
	CHECK_INT(0, bind(fd, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(0, listen(fd, 1));
	CHECK_INT(0, getsockname(fd, (struct sockaddr *)&address, &length));
	listener = CHECK_OK(ox_adopt(fd));
	client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_connect(client, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_accept(listener, NULL, NULL));

	CHECK_INT(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds));
	CHECK_INT(2, write(fds[1], "ab", 2));
	s = CHECK_OK(ox_adopt(fds[0]));
	CHECK_INT(2, ox_recv(s, bytes, sizeof bytes, 0));
	CHECK_ERR(EAGAIN, ox_recv(s, bytes, sizeof bytes, 0));
	CHECK_INT(O_RDWR | O_NONBLOCK, ox_fcntl(s, F_GETFL, 0));
	return 0;
}
