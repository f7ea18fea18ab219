/*
 * A null set is EFAULT; one larger than the limit of open files is EINVAL. Nothing
 * to wait for is no error.
 */
#include "check.h"
#include <sys/resource.h>

int main(void)
{
	int s[2];
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	struct pollfd p[2] = {{.fd = s[0], .events = POLLIN}, {.fd = s[0], .events = POLLIN}};

	CHECK_ERR(EFAULT, ox_poll(NULL, 1, 0));
	CHECK_INT(EFAULT, errno);
	CHECK_INT(0, ox_poll(NULL, 0, 0));
	CHECK_INT(0, ox_poll(p, 0, 0));
	CHECK_ERR(EINVAL, ox_poll(p, (nfds_t)-1, 0));

	struct rlimit before, one;
	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &before));
	one = before;
	one.rlim_cur = 1;
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &one));
	CHECK_ERR(EINVAL, ox_poll(p, 2, 0));
	CHECK_INT(0, ox_poll(p, 1, 0));
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &before));
	CHECK_INT(0, ox_poll(p, 2, 0));

	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
