/* Descriptors that arrive in a control message are close-on-exec, although MSG_CMSG_CLOEXEC
   was not asked for: between their arrival and a later fcntl(2) another thread could exec. */
#include "close_blocked.h"
#include "needs.h"

#include <fcntl.h>

static void send_descriptor(int s, int fd)
{
	char byte = 'x', control[CMSG_SPACE(sizeof(int))];
	struct iovec part = {&byte, 1};
	struct msghdr message;
	struct cmsghdr *header;

	memset(&message, 0, sizeof message);
	memset(control, 0, sizeof control);
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	message.msg_control = control;
	message.msg_controllen = sizeof control;
	header = CMSG_FIRSTHDR(&message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(header), &fd, sizeof fd);
	CHECK_INT(1, ox_sendmsg(s, &message, 0));
}

static int descriptor_in(struct msghdr *message)
{
	const struct cmsghdr *header = CMSG_FIRSTHDR(message);
	int fd;

	CHECK(header != NULL && header->cmsg_type == SCM_RIGHTS);
	memcpy(&fd, CMSG_DATA(header), sizeof fd);
	return fd;
}

/* Receive with ox_recvmsg or ox_recvmmsg. */
static int receive_descriptor(int s, int several)
{
	char byte, control[CMSG_SPACE(sizeof(int))];
	struct iovec part = {&byte, 1};
	struct mmsghdr message;

	memset(&message, 0, sizeof message);
	message.msg_hdr.msg_iov = &part;
	message.msg_hdr.msg_iovlen = 1;
	message.msg_hdr.msg_control = control;
	message.msg_hdr.msg_controllen = sizeof control;
	if (several)
		needs_recvmmsg();
	if (several)
		CHECK_INT(1, ox_recvmmsg(s, &message, 1, 0, NULL));
	else
		CHECK_INT(1, ox_recvmsg(s, &message.msg_hdr, 0));
	return descriptor_in(&message.msg_hdr);
}

int main(void)
{
	int fd, several, s[2];

	unix_pair(SOCK_STREAM, s);
	for (several = 0; several < 2; several++) {
		send_descriptor(s[0], STDERR_FILENO);
		fd = receive_descriptor(s[1], several);
		CHECK_INT(FD_CLOEXEC, fcntl(fd, F_GETFD));
		CHECK_INT(0, close(fd));
	}
	return 0;
}
