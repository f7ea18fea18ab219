/* ox_adopt takes sockets alone. Anything else gives ENOTSOCK, and is still the caller's, with
   its flags as they were. */
#include "check.h"

#include <fcntl.h>

int main(void)
{
	char byte = 0;
	int fds[2];

	CHECK_INT(0, pipe(fds));
	CHECK_ERR(ENOTSOCK, ox_adopt(fds[0]));
	CHECK_INT(ENOTSOCK, errno);
	CHECK_INT(0, fcntl(fds[0], F_GETFD)); /* not close-on-exec now */
	CHECK_INT(1, write(fds[1], "x", 1));
	CHECK_INT(1, read(fds[0], &byte, 1));
	CHECK_INT('x', byte);
	return 0;
}
