/*
 * Every socket is close-on-exec, whichever function made it and whatever it was asked for.
 * F_SETFD takes the flag away from one that a new program shall inherit.
 */
#include "check.h"
#include "needs.h"

#include <fcntl.h>

static void is_set(int s)
{
	CHECK_OK(s);
	CHECK_INT(FD_CLOEXEC, ox_fcntl(s, F_GETFD, 0));
	CHECK_INT(FD_CLOEXEC, fcntl(ox_fd(s), F_GETFD));
}

static void by_birth(void)
{
	struct sockaddr_in address;
	int sv[2], listener = listen_tcp4(&address);
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	int accepted, copy;

	is_set(listener);
	is_set(client);
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	is_set(accepted = ox_accept(listener, NULL, NULL));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
	is_set(sv[0]);
	is_set(sv[1]);
	is_set(copy = ox_fcntl(client, F_DUPFD, 0));
	CHECK_OK(ox_close(copy));
	is_set(copy = ox_fcntl(client, F_DUPFD_CLOEXEC, 0));
	CHECK_OK(ox_close(copy));

	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	CHECK_OK(ox_close(accepted));
	CHECK_OK(ox_close(client));
	CHECK_OK(ox_close(listener));
}

static void by_adoption(void)
{
	int s = CHECK_OK(ox_adopt(socket(AF_UNIX, SOCK_STREAM, 0)));

	is_set(s);
	CHECK_OK(ox_close(s));
}

union control {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

/* Send the socket's own descriptor, and receive it as one message, or as one of a batch. */
static int receive_descriptor(int sv[2], int in_batch)
{
	char byte = 'x';
	struct iovec part = {&byte, 1};
	union control control;
	struct mmsghdr batch;
	struct cmsghdr *header;
	int fd = ox_fd(sv[0]);

	memset(&control, 0, sizeof control);
	memset(&batch, 0, sizeof batch);
	batch.msg_hdr.msg_iov = &part;
	batch.msg_hdr.msg_iovlen = 1;
	batch.msg_hdr.msg_control = control.bytes;
	batch.msg_hdr.msg_controllen = sizeof control.bytes;
	header = CMSG_FIRSTHDR(&batch.msg_hdr);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(header), &fd, sizeof fd);
	CHECK_INT(1, ox_sendmsg(sv[0], &batch.msg_hdr, 0));

	if (in_batch)
		needs_recvmmsg();
	if (in_batch)
		CHECK_INT(1, ox_recvmmsg(sv[1], &batch, 1, 0, NULL));
	else
		CHECK_INT(1, ox_recvmsg(sv[1], &batch.msg_hdr, 0));
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&batch.msg_hdr)), sizeof fd);
	return fd;
}

int main(void)
{
	int sv[2], i, fd;

	by_birth();
	by_adoption();

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
	for (i = 0; i < 2; i++) {
		fd = receive_descriptor(sv, i);
		CHECK_INT(FD_CLOEXEC, fcntl(fd, F_GETFD));
		CHECK_INT(0, close(fd));
	}

	CHECK_INT(0, ox_fcntl(sv[0], F_SETFD, 0));
	CHECK_INT(0, ox_fcntl(sv[0], F_GETFD, 0));
	CHECK_INT(0, ox_fcntl(sv[0], F_SETFD, FD_CLOEXEC));
	is_set(sv[0]);
	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	return 0;
}
