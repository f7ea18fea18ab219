/* A closed handle is dead for good: every call on it gives EBADF, also after its place has
   been taken by new sockets many thousand times, and none of those gets its number. */
#include "check.h"

#include <fcntl.h>

enum { OPENINGS = 10000 };

/* Every function that takes a handle. */
static void is_dead(int s)
{
	struct sockaddr_in address = loopback4(0);
	struct sockaddr *name = (struct sockaddr *)&address;
	socklen_t length = sizeof address, int_length = sizeof(int);
	struct iovec part = {&address, 1};
	struct mmsghdr message;
	struct pollfd entry = {s, POLLIN, 0};
	char byte = 0;
	int value = 0;

	memset(&message, 0, sizeof message);
	CHECK_ERR(EBADF, ox_bind(s, name, length));
	CHECK_ERR(EBADF, ox_listen(s, 1));
	CHECK_ERR(EBADF, ox_accept(s, NULL, NULL));
	CHECK_ERR(EBADF, ox_connect(s, name, length));
	CHECK_ERR(EBADF, ox_shutdown(s, SHUT_RDWR));
	CHECK_ERR(EBADF, ox_close(s));
	CHECK_ERR(EBADF, ox_read(s, &byte, 1));
	CHECK_ERR(EBADF, ox_write(s, &byte, 1));
	CHECK_ERR(EBADF, ox_readv(s, &part, 1));
	CHECK_ERR(EBADF, ox_writev(s, &part, 1));
	CHECK_ERR(EBADF, ox_send(s, &byte, 1, 0));
	CHECK_ERR(EBADF, ox_recv(s, &byte, 1, 0));
	CHECK_ERR(EBADF, ox_sendto(s, &byte, 1, 0, name, length));
	CHECK_ERR(EBADF, ox_recvfrom(s, &byte, 1, 0, name, &length));
	CHECK_ERR(EBADF, ox_sendmsg(s, &message.msg_hdr, 0));
	CHECK_ERR(EBADF, ox_recvmsg(s, &message.msg_hdr, 0));
	CHECK_ERR(EBADF, ox_sendmmsg(s, &message, 1, 0));
	CHECK_ERR(EBADF, ox_recvmmsg(s, &message, 1, 0, NULL));
	CHECK_ERR(EBADF, ox_fcntl(s, F_GETFL, 0));
	CHECK_ERR(EBADF, ox_fcntl(s, F_DUPFD_CLOEXEC, 0));
	CHECK_ERR(EBADF, ox_getsockopt(s, SOL_SOCKET, SO_TYPE, &value, &int_length));
	CHECK_ERR(EBADF, ox_setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &value, sizeof value));
	CHECK_ERR(EBADF, ox_getsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &value, &int_length));
	CHECK_ERR(EBADF, ox_setsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &value, sizeof value));
	CHECK_ERR(EBADF, ox_getsockname(s, name, &length));
	CHECK_ERR(EBADF, ox_getpeername(s, name, &length));
	CHECK_ERR(EBADF, ox_sockatmark(s));
	CHECK_ERR(EBADF, ox_available(s));
	CHECK_ERR(EBADF, ox_deadline(s, OX_BOTH, OX_FOREVER));
	CHECK_ERR(EBADF, ox_fd(s));
	CHECK_ERR(EBADF, ox_release(s));
	CHECK_INT(1, ox_poll(&entry, 1, 0));
	CHECK_INT(POLLNVAL, entry.revents);
}

int main(void)
{
	int first = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	int i, s = 0;

	CHECK_INT(0, ox_close(first));
	is_dead(first);
	for (i = 0; i < OPENINGS; i++) {
		s = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));
		CHECK(s != first);
		CHECK_ERR(EBADF, ox_available(first));
		CHECK_INT(0, ox_available(s));
		if (i == OPENINGS / 2)
			is_dead(first); /* while its successor lives */
		CHECK_INT(0, ox_close(s));
	}
	is_dead(first);
	is_dead(s);
	return 0;
}
