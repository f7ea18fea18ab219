/* Every call that POSIX has gives EBADF for numbers that are no handle: small and negative numbers,
 * plain descriptors, numbers that were never issued. The descriptors are not touched. */
#include "check.h"

#include <fcntl.h>
#include <limits.h>

static struct sockaddr_in address;
static struct sockaddr *to = (struct sockaddr *)&address;
static socklen_t length = sizeof address;
static char buf[10];
static struct iovec part = {buf, sizeof buf};
static struct mmsghdr batch;
static int value;
static socklen_t value_length = sizeof value;

static void lifecycle(int s)
{
	CHECK_ERR(EBADF, ox_bind(s, to, length));
	CHECK_ERR(EBADF, ox_listen(s, 1));
	CHECK_ERR(EBADF, ox_accept(s, to, &length));
	CHECK_ERR(EBADF, ox_accept(s, NULL, NULL));
	CHECK_ERR(EBADF, ox_connect(s, to, length));
	CHECK_ERR(EBADF, ox_shutdown(s, SHUT_RDWR));
	CHECK_ERR(EBADF, ox_close(s));
	CHECK_ERR(EBADF, ox_fd(s));
	CHECK_ERR(EBADF, ox_release(s));
}

static void bytes_and_messages(int s)
{
	CHECK_ERR(EBADF, ox_read(s, buf, sizeof buf));
	CHECK_ERR(EBADF, ox_read(s, buf, 0));
	CHECK_ERR(EBADF, ox_write(s, "x", 1));
	CHECK_ERR(EBADF, ox_write(s, "x", 0));
	CHECK_ERR(EBADF, ox_readv(s, &part, 1));
	CHECK_ERR(EBADF, ox_readv(s, NULL, 0));
	CHECK_ERR(EBADF, ox_writev(s, &part, 1));
	CHECK_ERR(EBADF, ox_writev(s, NULL, 0));
	CHECK_ERR(EBADF, ox_send(s, "x", 1, 0));
	CHECK_ERR(EBADF, ox_recv(s, buf, sizeof buf, 0));
	CHECK_ERR(EBADF, ox_sendto(s, "x", 1, 0, to, length));
	CHECK_ERR(EBADF, ox_recvfrom(s, buf, sizeof buf, 0, to, &length));
	CHECK_ERR(EBADF, ox_sendmsg(s, &batch.msg_hdr, 0));
	CHECK_ERR(EBADF, ox_recvmsg(s, &batch.msg_hdr, 0));
	CHECK_ERR(EBADF, ox_sendmmsg(s, &batch, 1, 0));
	CHECK_ERR(EBADF, ox_recvmmsg(s, &batch, 1, 0, NULL));
}

static void control(int s)
{
	CHECK_ERR(EBADF, ox_fcntl(s, F_GETFL, 0));
	CHECK_ERR(EBADF, ox_fcntl(s, F_SETFD, 0));
	CHECK_ERR(EBADF, ox_fcntl(s, F_DUPFD_CLOEXEC, 0));
	CHECK_ERR(EBADF, ox_fcntl(s, 9999, 0));
	CHECK_ERR(EBADF, ox_getsockopt(s, SOL_SOCKET, SO_TYPE, &value, &value_length));
	CHECK_ERR(EBADF, ox_setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &value, sizeof value));
	CHECK_ERR(EBADF, ox_getsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &value, &value_length));
	CHECK_ERR(EBADF, ox_setsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &value, sizeof value));
	CHECK_ERR(EBADF, ox_getsockname(s, to, &length));
	CHECK_ERR(EBADF, ox_getpeername(s, to, &length));
	CHECK_ERR(EBADF, ox_sockatmark(s));
	CHECK_ERR(EBADF, ox_available(s));
	CHECK_ERR(EBADF, ox_deadline(s, OX_BOTH, OX_FOREVER));
}

int main(void)
{
	int fds[2], i;
	int bad[] = {0, 1, -1, INT_MIN, INT_MAX, OX_HANDLE_MIN - 1, OX_HANDLE_MIN + 12345, 0, 0};
	struct pollfd never = {OX_HANDLE_MIN + 12345, POLLIN, 0};

	CHECK_INT(0, socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
	bad[7] = fds[0];
	bad[8] = fds[1];
	address = loopback4(0);

	for (i = 0; i < (int)(sizeof bad / sizeof bad[0]); i++) {
		lifecycle(bad[i]);
		bytes_and_messages(bad[i]);
		control(bad[i]);
	}
	CHECK_INT(1, ox_poll(&never, 1, -1));
	CHECK_INT(POLLNVAL, never.revents);

	/* And what is no descriptor cannot be adopted. */
	CHECK_ERR(EBADF, ox_adopt(-1));
	CHECK_ERR(EBADF, ox_adopt(INT_MIN));
	CHECK_ERR(EBADF, ox_adopt(INT_MAX));
	CHECK_ERR(EBADF, ox_adopt(OX_HANDLE_MIN));
	CHECK_ERR(ENOTSOCK, ox_adopt(open("/dev/null", O_RDONLY)));

	CHECK_INT(1, write(fds[0], "x", 1));
	CHECK_INT(1, read(fds[1], buf, sizeof buf));
	return 0;
}
