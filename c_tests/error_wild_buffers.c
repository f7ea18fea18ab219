/* Buffers in unmapped memory give EFAULT and no crash; the bytes in a stream are still there
 * afterwards, and nothing has been sent. */
#include "error_wild.h"

static int s[2]; /* connected UNIX stream sockets */

static void buffers(void)
{
	struct iovec part = {wild, 1};

	CHECK_ERR(EFAULT, ox_write(s[0], wild, 1));
	CHECK_ERR(EFAULT, ox_send(s[0], wild, 1, 0));
	CHECK_ERR(EFAULT, ox_sendto(s[0], wild, 1, 0, NULL, 0));
	CHECK_ERR(EFAULT, ox_sendto(s[0], "x", 1, 0, (struct sockaddr *)wild, 16));
	CHECK_ERR(EFAULT, ox_writev(s[0], &part, 1));
	CHECK_ERR(EFAULT, ox_writev(s[0], (struct iovec *)wild, 1));
	CHECK_INT(0, ox_available(s[1]));

	CHECK_ERR(EFAULT, ox_read(s[0], wild, 1));
	CHECK_ERR(EFAULT, ox_recv(s[0], wild, 1, 0));
	CHECK_ERR(EFAULT, ox_recvfrom(s[0], wild, 1, 0, NULL, NULL));
	CHECK_ERR(EFAULT, ox_readv(s[0], &part, 1));
	CHECK_ERR(EFAULT, ox_readv(s[0], (struct iovec *)wild, 1));
}

int main(void)
{
	char byte = 0;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_INT(1, ox_write(s[1], "x", 1));
	with_wild_pointers(buffers);
	/* Under a deadline oxsock waits before it calls. */
	CHECK_OK(ox_deadline(s[0], OX_BOTH, ox_now() + 60000000));
	with_wild_pointers(buffers);
	CHECK_INT(1, ox_read(s[0], &byte, 1));
	CHECK_INT('x', byte);
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	return 0;
}
