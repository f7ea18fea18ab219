/*
 * A command that the kernel does not know gives EINVAL; one that takes a pointer, which an
 * int cannot carry, EFAULT.
 */
#include "check.h"

#include <fcntl.h>

int main(void)
{
	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));

	CHECK_ERR(EINVAL, ox_fcntl(s, 9999, 0));
	CHECK_INT(EINVAL, errno);
	CHECK_ERR(EINVAL, ox_fcntl(s, -1, 0));

	CHECK_ERR(EFAULT, ox_fcntl(s, F_GETLK, 0));
	CHECK_ERR(EFAULT, ox_fcntl(s, F_SETLK, 0));
	CHECK_ERR(EFAULT, ox_fcntl(s, F_SETLKW, 0));
	CHECK_ERR(EFAULT, ox_fcntl(s, F_OFD_GETLK, 0));
	CHECK_ERR(EFAULT, ox_fcntl(s, F_GETOWN_EX, 0));
	CHECK_ERR(EFAULT, ox_fcntl(s, F_SETOWN_EX, 0));

	/* Known to the kernel, but not for sockets. */
	CHECK_ERR(EBADF, ox_fcntl(s, F_SETPIPE_SZ, 4096));

	CHECK_INT(O_RDWR, ox_fcntl(s, F_GETFL, 0));
	CHECK_OK(ox_close(s));
	return 0;
}
