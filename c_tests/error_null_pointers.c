/* A null pointer gives EFAULT where something has to be read or written through it, and is allowed
 * where there is nothing to read or write: with a length of 0, or for an optional argument. */
#include "check.h"
#include "needs.h"

static int s[2]; /* connected UNIX stream sockets */
static struct sockaddr_un name;
static socklen_t length = sizeof name;

static void addresses(void)
{
	CHECK_ERR(EFAULT, ox_bind(s[0], NULL, sizeof name));
	CHECK_ERR(EINVAL, ox_bind(s[0], NULL, 0));
	CHECK_ERR(EFAULT, ox_connect(s[0], NULL, sizeof name));
	CHECK_ERR(EINVAL, ox_connect(s[0], NULL, 0));
	CHECK_ERR(EFAULT, ox_getsockname(s[0], NULL, &length));
	CHECK_ERR(EFAULT, ox_getsockname(s[0], (struct sockaddr *)&name, NULL));
	CHECK_ERR(EFAULT, ox_getpeername(s[0], NULL, &length));
	CHECK_ERR(EFAULT, ox_getpeername(s[0], (struct sockaddr *)&name, NULL));
	length = 0;
	CHECK_INT(0, ox_getsockname(s[0], NULL, &length)); /* asks for the length */
	CHECK_INT(sizeof(sa_family_t), length);
	CHECK_ERR(EFAULT, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, NULL));
}

static void buffers(void)
{
	struct iovec null = {NULL, 1};

	CHECK_ERR(EFAULT, ox_write(s[0], NULL, 1));
	CHECK_ERR(EFAULT, ox_send(s[0], NULL, 1, 0));
	CHECK_ERR(EFAULT, ox_sendto(s[0], NULL, 1, 0, NULL, 0));
	CHECK_ERR(EFAULT, ox_writev(s[0], &null, 1));
	CHECK_ERR(EFAULT, ox_writev(s[0], NULL, 1));
	CHECK_INT(0, ox_write(s[0], NULL, 0));
	CHECK_INT(0, ox_send(s[0], NULL, 0, 0));
	CHECK_INT(0, ox_writev(s[0], NULL, 0));

	CHECK_INT(1, ox_write(s[1], "x", 1));
	CHECK_ERR(EFAULT, ox_read(s[0], NULL, 1));
	CHECK_ERR(EFAULT, ox_recv(s[0], NULL, 1, 0));
	CHECK_ERR(EFAULT, ox_recvfrom(s[0], NULL, 1, 0, NULL, NULL));
	CHECK_ERR(EFAULT, ox_readv(s[0], &null, 1));
	CHECK_ERR(EFAULT, ox_readv(s[0], NULL, 1));
	CHECK_INT(0, ox_read(s[0], NULL, 0));
	CHECK_INT(0, ox_recv(s[0], NULL, 0, 0));
	CHECK_INT(1, ox_available(s[0])); /* nothing has been lost */
	CHECK_ERR(EFAULT, ox_recv(s[1], NULL, 1, MSG_DONTWAIT)); /* also where there is nothing */
	CHECK_ERR(EFAULT, ox_read(s[1], NULL, 1));
	while (ox_send(s[0], "x", 1, MSG_DONTWAIT) == 1)
		;
	CHECK_ERR(EFAULT, ox_send(s[0], NULL, 1, MSG_DONTWAIT)); /* nor is there any room */
}

static void messages(void)
{
	struct msghdr empty, no_vector;

	memset(&empty, 0, sizeof empty);
	no_vector = empty;
	no_vector.msg_iovlen = 1;

	CHECK_ERR(EFAULT, ox_sendmsg(s[0], NULL, 0));
	CHECK_ERR(EFAULT, ox_recvmsg(s[0], NULL, 0));
	CHECK_ERR(EFAULT, ox_sendmsg(s[0], &no_vector, 0));
	CHECK_ERR(EFAULT, ox_recvmsg(s[0], &no_vector, 0));
	CHECK_INT(0, ox_sendmsg(s[0], &empty, 0));
	CHECK_ERR(EFAULT, ox_sendmmsg(s[0], NULL, 1, 0));
	CHECK_ERR(EFAULT, ox_recvmmsg(s[0], NULL, 1, 0, NULL));
	CHECK_INT(0, ox_sendmmsg(s[0], NULL, 0, 0));
	CHECK_INT(1, ox_available(s[0]));
}

static void options_and_poll(void)
{
	int value;

	length = sizeof value;
	CHECK_ERR(EFAULT, ox_setsockopt(s[0], SOL_SOCKET, SO_KEEPALIVE, NULL, sizeof value));
	CHECK_ERR(EINVAL, ox_setsockopt(s[0], SOL_SOCKET, SO_KEEPALIVE, NULL, 0));
	CHECK_ERR(EFAULT, ox_getsockopt(s[0], SOL_SOCKET, SO_TYPE, NULL, &length));
	CHECK_ERR(EFAULT, ox_getsockopt(s[0], SOL_SOCKET, SO_TYPE, &value, NULL));
	CHECK_ERR(EFAULT, ox_poll(NULL, 1, 0));
	CHECK_INT(0, ox_poll(NULL, 0, 0));
}

int main(void)
{
	needs_true_errors();
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	addresses();
	buffers();
	messages();
	options_and_poll();
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	return 0;
}
