/* ox_release ends a handle and returns its descriptor: the connection goes on under the system's
   calls, and the handle is dead. */
#include "check.h"

#include <fcntl.h>

int main(void)
{
	char byte = 0;
	int fd, s[2];

	tcp_pair(s);
	CHECK_INT(1, ox_send(s[1], "a", 1, 0));
	fd = CHECK_OK(ox_release(s[0]));
	CHECK(fd < OX_HANDLE_MIN);
	CHECK_ERR(EBADF, ox_recv(s[0], &byte, 1, 0));
	CHECK_ERR(EBADF, ox_release(s[0]));
	CHECK_ERR(EBADF, ox_close(s[0]));

	CHECK_INT(FD_CLOEXEC, fcntl(fd, F_GETFD));
	CHECK_INT(1, read(fd, &byte, 1));
	CHECK_INT('a', byte);
	CHECK_INT(1, write(fd, "b", 1));
	CHECK_INT(1, ox_recv(s[1], &byte, 1, 0));
	CHECK_INT('b', byte);
	CHECK_INT(0, close(fd));
	CHECK_INT(0, ox_recv(s[1], &byte, 1, 0));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
