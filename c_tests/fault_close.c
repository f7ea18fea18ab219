/* A close that fails has closed all the same: the handle is dead and the descriptor is free. */
#include "check.h"

int main(void)
{
	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0)), fd = CHECK_OK(ox_fd(s));

	CHECK_OK(ox_fault("close error=EIO"));
	CHECK_ERR(EIO, ox_close(s));
	CHECK_ERR(EBADF, ox_close(s));
	CHECK_INT(fd, dup(0)); /* the lowest that is free */
	return 0;
}
