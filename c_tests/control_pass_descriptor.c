/*
 * SCM_RIGHTS sends an open descriptor to another process (here to itself): a copy arrives, a
 * plain descriptor, close-on-exec, ready for ox_adopt if it is a socket.
 */
#include "check.h"

#include <fcntl.h>

union control {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

static struct msghdr make_message(struct iovec *part, union control *control)
{
	struct msghdr message;

	memset(&message, 0, sizeof message);
	memset(control, 0, sizeof *control);
	message.msg_iov = part;
	message.msg_iovlen = 1;
	message.msg_control = control->bytes;
	message.msg_controllen = sizeof control->bytes;
	return message;
}

static void send_descriptor(int s, int fd)
{
	char byte = 'd'; /* on a stream the descriptor travels with a byte */
	struct iovec part = {&byte, 1};
	union control control;
	struct msghdr message = make_message(&part, &control);
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(header), &fd, sizeof fd);
	CHECK_INT(1, ox_sendmsg(s, &message, 0));
}

static int receive_descriptor(int s)
{
	char byte;
	struct iovec part = {&byte, 1};
	union control control;
	struct msghdr message = make_message(&part, &control);
	const struct cmsghdr *header;
	int fd;

	CHECK_INT(1, ox_recvmsg(s, &message, 0));
	CHECK_INT(0, message.msg_flags & MSG_CTRUNC);
	header = CMSG_FIRSTHDR(&message);
	CHECK(header != NULL);
	CHECK_INT(SOL_SOCKET, header->cmsg_level);
	CHECK_INT(SCM_RIGHTS, header->cmsg_type);
	CHECK_INT(CMSG_LEN(sizeof fd), header->cmsg_len);
	memcpy(&fd, CMSG_DATA(header), sizeof fd);
	return fd;
}

static void pass_a_connection(const int way[2])
{
	int passed[2], copy, adopted;
	char buf[10];

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, passed));
	send_descriptor(way[0], ox_fd(passed[0]));
	copy = receive_descriptor(way[1]);
	CHECK(copy >= 0 && copy < OX_HANDLE_MIN && copy != ox_fd(passed[0]));
	CHECK_INT(FD_CLOEXEC, fcntl(copy, F_GETFD));

	adopted = CHECK_OK(ox_adopt(copy));
	CHECK_OK(ox_close(passed[0])); /* the copy keeps the connection alive */
	CHECK_INT(5, ox_write(adopted, "hello", 5));
	CHECK_INT(5, ox_read(passed[1], buf, sizeof buf));
	CHECK_OK(ox_close(adopted));
	CHECK_INT(0, ox_read(passed[1], buf, sizeof buf));
	CHECK_OK(ox_close(passed[1]));
}

int main(void)
{
	int way[2];

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, way));
	pass_a_connection(way);
	CHECK_OK(ox_deadline(way[0], OX_BOTH, ox_now() + 60000000));
	CHECK_OK(ox_deadline(way[1], OX_BOTH, ox_now() + 60000000));
	pass_a_connection(way); /* a deadline changes nothing about it */
	CHECK_OK(ox_close(way[0]));
	CHECK_OK(ox_close(way[1]));
	return 0;
}
