/*
 * With SO_PASSCRED every message over a UNIX socket tells who sent it: the kernel vouches for
 * process, user and group. SO_PEERCRED asks who connected.
 */
#include "check.h"

union control {
	char bytes[CMSG_SPACE(sizeof(struct ucred))];
	struct cmsghdr align;
};

static struct ucred receive_credentials(int s)
{
	char byte;
	struct iovec part = {&byte, 1};
	union control control;
	struct msghdr message;
	struct ucred credentials;
	const struct cmsghdr *header;

	memset(&message, 0, sizeof message);
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	message.msg_control = control.bytes;
	message.msg_controllen = sizeof control.bytes;
	CHECK_INT(1, ox_recvmsg(s, &message, 0));
	header = CMSG_FIRSTHDR(&message);
	CHECK(header != NULL);
	CHECK_INT(SOL_SOCKET, header->cmsg_level);
	CHECK_INT(SCM_CREDENTIALS, header->cmsg_type);
	CHECK_INT(CMSG_LEN(sizeof credentials), header->cmsg_len);
	memcpy(&credentials, CMSG_DATA(header), sizeof credentials);
	return credentials;
}

int main(void)
{
	struct ucred credentials;
	socklen_t length = sizeof credentials;
	int sv[2], on = 1;
	pid_t child;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, sv));
	CHECK_OK(ox_setsockopt(sv[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));

	if ((child = fork()) == 0)
		_exit(ox_write(sv[0], "x", 1) != 1);
	CHECK(child > 0);
	credentials = receive_credentials(sv[1]);
	CHECK_INT(child, credentials.pid);
	CHECK_INT(getuid(), credentials.uid);
	CHECK_INT(getgid(), credentials.gid);
	check_child(child);

	CHECK_OK(ox_getsockopt(sv[1], SOL_SOCKET, SO_PEERCRED, &credentials, &length));
	CHECK_INT(getpid(), credentials.pid); /* who made the pair */

	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	return 0;
}
