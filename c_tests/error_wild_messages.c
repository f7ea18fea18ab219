/* Message headers in unmapped memory, or with pointers to it, give EFAULT and no crash; the bytes
 * in a stream are still there afterwards, and nothing has been sent. */
#include "error_wild.h"
#include "needs.h"

static int s[2]; /* connected UNIX stream sockets */

static void messages(void)
{
	char byte;
	struct iovec part = {&byte, 1};
	struct mmsghdr good, no_vector, no_control, no_name;
	struct timespec *no_timeout = (struct timespec *)wild;

	memset(&good, 0, sizeof good);
	good.msg_hdr.msg_iov = &part;
	good.msg_hdr.msg_iovlen = 1;
	no_vector = no_control = no_name = good;
	no_vector.msg_hdr.msg_iov = (struct iovec *)wild;
	no_control.msg_hdr.msg_control = wild;
	no_control.msg_hdr.msg_controllen = 64;
	no_name.msg_hdr.msg_name = wild;
	no_name.msg_hdr.msg_namelen = 16;

	CHECK_ERR(EFAULT, ox_sendmsg(s[0], (struct msghdr *)wild, 0));
	CHECK_ERR(EFAULT, ox_sendmsg(s[0], &no_vector.msg_hdr, 0));
	CHECK_ERR(EFAULT, ox_sendmsg(s[0], &no_control.msg_hdr, 0));
	CHECK_ERR(EFAULT, ox_sendmsg(s[0], &no_name.msg_hdr, 0));
	CHECK_ERR(EFAULT, ox_sendmmsg(s[0], (struct mmsghdr *)wild, 1, 0));
	CHECK_ERR(EFAULT, ox_sendmmsg(s[0], &no_vector, 1, 0));
	CHECK_INT(0, ox_available(s[1]));

	CHECK_ERR(EFAULT, ox_recvmsg(s[0], (struct msghdr *)wild, 0));
	CHECK_ERR(EFAULT, ox_recvmsg(s[0], &no_vector.msg_hdr, 0));
	CHECK_ERR(EFAULT, ox_recvmmsg(s[0], (struct mmsghdr *)wild, 1, 0, NULL));
	CHECK_ERR(EFAULT, ox_recvmmsg(s[0], &no_vector, 1, 0, NULL));
	CHECK_ERR(EFAULT, ox_recvmmsg(s[0], &good, 1, 0, no_timeout));
}

int main(void)
{
	char byte = 0;

	needs_true_errors();
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_INT(1, ox_write(s[1], "x", 1));
	with_wild_pointers(messages);
	/* Under a deadline oxsock waits before it calls. */
	CHECK_OK(ox_deadline(s[0], OX_BOTH, ox_now() + 60000000));
	with_wild_pointers(messages);
	CHECK_INT(1, ox_read(s[0], &byte, 1));
	CHECK_INT('x', byte);
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	return 0;
}
