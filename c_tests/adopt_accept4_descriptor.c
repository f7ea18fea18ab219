/* A descriptor from anywhere, here from accept4(2), becomes a handle: it works like any other,
   is close-on-exec from then on, and is closed with the handle. */
#include "close_blocked.h"

#include <fcntl.h>

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

int main(void)
{
	struct sockaddr_in address;
	struct blocked blocked;
	int listener = listen_tcp4(&address);
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	int fd, s;
	char byte = 0;

	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	fd = accept4(ox_fd(listener), NULL, NULL, 0);
	CHECK(fd >= 0 && fcntl(fd, F_GETFD) == 0);
	s = CHECK_OK(ox_adopt(fd));
	CHECK(s >= OX_HANDLE_MIN);
	CHECK_INT(fd, ox_fd(s));
	CHECK_INT(FD_CLOEXEC, fcntl(fd, F_GETFD));

	CHECK_INT(1, ox_send(client, "x", 1, 0));
	CHECK_INT(1, ox_recv(s, &byte, 1, 0));
	CHECK_INT('x', byte);
	block(&blocked, receive, s);
	CHECK_INT(0, ox_close(s));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK_INT(-1, fcntl(fd, F_GETFD));
	CHECK_INT(EBADF, errno);
	return 0;
}
