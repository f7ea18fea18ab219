/*
 * A command that the kernel does not know gives EINVAL; one that takes a pointer, which an
 * int cannot carry, EFAULT. What a later kernel may know, and take a pointer for, is not passed on.
 */
#include "meddle.h"

#include <fcntl.h>

static int asked;

static int count(int time, const struct seccomp_data *call)
{
	(void)time;
	if (call->args[1] > 1040)
		asked++;
	return GO_ON;
}

int main(void)
{
	static struct meddler meddler = {.number = SYS_fcntl, .decide = count};
	int command;
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

	for (command = 1035; command <= 1040; command++) /* F_GET_RW_HINT to F_SETDELEG */
		CHECK_ERR(EFAULT, ox_fcntl(s, command, 0));

	/* Known to the kernel, but not for sockets. */
	CHECK_ERR(EBADF, ox_fcntl(s, F_SETPIPE_SZ, 4096));

	CHECK_INT(O_RDWR, ox_fcntl(s, F_GETFL, 0));

	meddle(&meddler);
	for (command = 1041; command <= 1060; command++)
		CHECK_ERR(EINVAL, ox_fcntl(s, command, 0));
	CHECK_INT(0, asked);

	CHECK_OK(ox_close(s));
	return 0;
}
