/*
 * As many as IOV_MAX (1024) buffers are taken, more are EINVAL; so are a negative count and a
 * negative length. Buffers that are not there are EFAULT. Nothing is moved then.
 */
#include "check.h"
#include <limits.h>

enum { MOST = 1024 };

int main(void)
{
	int s[2];
	static char bytes[MOST + 1];
	static struct iovec iov[MOST + 1];
	for (int i = 0; i <= MOST; i++)
		iov[i] = (struct iovec){&bytes[i], 1};
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));

	CHECK_ERR(EINVAL, ox_writev(s[0], iov, MOST + 1));
	CHECK_ERR(EINVAL, ox_writev(s[0], iov, -1));
	CHECK_ERR(EINVAL, ox_readv(s[1], iov, MOST + 1));
	CHECK_ERR(EINVAL, ox_readv(s[1], iov, INT_MIN));
	CHECK_ERR(EFAULT, ox_writev(s[0], NULL, 1));
	CHECK_ERR(EFAULT, ox_readv(s[1], NULL, 1));

	struct iovec wrong[] = {{bytes, 1}, {bytes, (size_t)-1}};
	CHECK_ERR(EINVAL, ox_writev(s[0], wrong, 2));
	CHECK_ERR(EINVAL, ox_readv(s[1], wrong, 2));
	struct iovec nothing_there[] = {{NULL, 5}};
	CHECK_ERR(EFAULT, ox_writev(s[0], nothing_there, 1));
	CHECK_INT(0, ox_available(s[1]));

	CHECK_INT(MOST, ox_writev(s[0], iov, MOST));
	CHECK_INT(MOST, ox_readv(s[1], iov, MOST));

	/* The message calls have another code for too many. */
	struct msghdr msg = {.msg_iov = iov, .msg_iovlen = MOST + 1};
	CHECK_ERR(EMSGSIZE, ox_sendmsg(s[0], &msg, 0));
	CHECK_ERR(EMSGSIZE, ox_recvmsg(s[1], &msg, MSG_DONTWAIT));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
