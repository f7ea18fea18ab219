/* A handle is not a descriptor: a system call on it gives EBADF and does the socket no harm.
   And a descriptor is not a handle, not even the one under a handle. */
#include "check.h"

#include <fcntl.h>

/* The system call fails with EBADF. */
#define CHECK_NO_DESCRIPTOR(call)         \
	do {                              \
		errno = 0;                \
		CHECK_INT(-1, call);      \
		CHECK_INT(EBADF, errno);  \
	} while (0)

static void system_calls_refuse(int s)
{
	struct pollfd entry = {s, POLLIN, 0};
	char byte = 0;

	CHECK_NO_DESCRIPTOR(read(s, &byte, 1));
	CHECK_NO_DESCRIPTOR(write(s, &byte, 1));
	CHECK_NO_DESCRIPTOR(send(s, &byte, 1, 0));
	CHECK_NO_DESCRIPTOR(recv(s, &byte, 1, 0));
	CHECK_NO_DESCRIPTOR(shutdown(s, SHUT_RDWR));
	CHECK_NO_DESCRIPTOR(fcntl(s, F_GETFD));
	CHECK_NO_DESCRIPTOR(dup(s));
	CHECK_NO_DESCRIPTOR(close(s));
	CHECK_INT(1, poll(&entry, 1, 0));
	CHECK_INT(POLLNVAL, entry.revents);
}

static void oxsock_refuses(int fd)
{
	char byte = 0;

	CHECK_ERR(EBADF, ox_read(fd, &byte, 1));
	CHECK_ERR(EBADF, ox_write(fd, &byte, 1));
	CHECK_ERR(EBADF, ox_send(fd, &byte, 1, 0));
	CHECK_ERR(EBADF, ox_recv(fd, &byte, 1, 0));
	CHECK_ERR(EBADF, ox_shutdown(fd, SHUT_RDWR));
	CHECK_ERR(EBADF, ox_fcntl(fd, F_GETFD, 0));
	CHECK_ERR(EBADF, ox_fd(fd));
	CHECK_ERR(EBADF, ox_release(fd));
	CHECK_ERR(EBADF, ox_close(fd));
}

int main(void)
{
	char byte = 0;
	int s[2], fds[2];

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_INT(0, socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds));
	CHECK(s[0] >= OX_HANDLE_MIN && s[1] >= OX_HANDLE_MIN);
	CHECK(fds[0] < OX_HANDLE_MIN && ox_fd(s[0]) < OX_HANDLE_MIN);

	system_calls_refuse(s[0]);
	oxsock_refuses(fds[0]);
	oxsock_refuses(ox_fd(s[0]));
	oxsock_refuses(0);
	oxsock_refuses(-1);

	/* None of this has touched either pair. */
	CHECK_INT(1, ox_send(s[0], "x", 1, 0));
	CHECK_INT(1, ox_recv(s[1], &byte, 1, 0));
	CHECK_INT(1, write(fds[0], "x", 1));
	CHECK_INT(1, read(fds[1], &byte, 1));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
