/* A number that is no open descriptor cannot be adopted: EBADF. Neither can a handle. */
#include "check.h"

int main(void)
{
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	CHECK(fd >= 0 && close(fd) == 0);
	CHECK_ERR(EBADF, ox_adopt(fd));
	CHECK_INT(EBADF, errno);
	CHECK_ERR(EBADF, ox_adopt(-1));
	CHECK_ERR(EBADF, ox_adopt(s));
	CHECK_INT(0, ox_close(s));
	return 0;
}
