/*
 * F_DUPFD_CLOEXEC gives a second handle on the same socket: each can be closed alone, the
 * socket lives as long as one of them, and what is set on it is seen through both.
 */
#include "check.h"

#include <fcntl.h>

enum { LOWEST = 100 };

static void second_handle(int command)
{
	int sv[2], copy, on = 1;
	char buf[10];

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
	copy = CHECK_OK(ox_fcntl(sv[0], command, LOWEST));
	CHECK(copy >= OX_HANDLE_MIN && copy != sv[0] && copy != sv[1]);
	CHECK(ox_fd(copy) >= LOWEST); /* the number is about the descriptor below */
	CHECK(ox_fd(sv[0]) != ox_fd(copy));

	CHECK_INT(1, ox_write(sv[1], "1", 1));
	CHECK_INT(1, ox_write(sv[1], "2", 1));
	CHECK_INT(1, ox_read(copy, buf, 1));
	CHECK_INT('1', buf[0]);
	CHECK_INT(1, ox_read(sv[0], buf, 1));
	CHECK_INT('2', buf[0]);

	/* Modes and options are the socket's; OX_INTERRUPTIBLE and deadlines the handle's. */
	CHECK_OK(ox_fcntl(copy, F_SETFL, O_NONBLOCK));
	CHECK_ERR(EAGAIN, ox_read(sv[0], buf, 1));
	CHECK_OK(ox_setsockopt(sv[0], SOL_OX, OX_INTERRUPTIBLE, &on, sizeof on));

	CHECK_OK(ox_close(sv[0]));
	CHECK_ERR(EBADF, ox_write(sv[0], "x", 1));
	CHECK_INT(5, ox_write(copy, "still", 5));
	CHECK_INT(5, ox_read(sv[1], buf, sizeof buf));

	CHECK_OK(ox_close(copy));
	CHECK_INT(0, ox_read(sv[1], buf, sizeof buf)); /* only now the end */
	CHECK_OK(ox_close(sv[1]));
}

int main(void)
{
	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));

	second_handle(F_DUPFD_CLOEXEC);
	second_handle(F_DUPFD);

	CHECK_ERR(EINVAL, ox_fcntl(s, F_DUPFD_CLOEXEC, -1));
	CHECK_ERR(EINVAL, ox_fcntl(s, F_DUPFD, 1 << 30)); /* beyond RLIMIT_NOFILE */
	CHECK_OK(ox_close(s));
	return 0;
}
