/*
 * Where the room for control messages is too small for all descriptors that arrive, recvmsg
 * says MSG_CTRUNC, and those that did not fit are closed. Nothing leaks, also when recv,
 * which has no such room, takes the message.
 */
#include "handle_count.h"
#include "needs.h"

enum { SENT = MOST_RIGHTS };

union control {
	char bytes[CMSG_SPACE(SENT * sizeof(int))];
	struct cmsghdr align;
};

/* The message, with descriptors of the socket itself. */
static void send_descriptors(int s)
{
	int fds[SENT] = {ox_fd(s), ox_fd(s), ox_fd(s)};
	struct rights rights;

	put_rights(&rights, fds, SENT);
	CHECK_INT(1, ox_sendmsg(s, &rights.message, 0));
}

/* Receive with this much room; returns how many descriptors came, and closes them. */
static int receive_descriptors(int s, size_t room)
{
	char byte;
	struct iovec part = {&byte, 1};
	union control control;
	struct msghdr message;
	const struct cmsghdr *header;
	int fds[SENT], count, i;

	memset(&message, 0, sizeof message);
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	message.msg_control = room > 0 ? control.bytes : NULL;
	message.msg_controllen = room;
	CHECK_INT(1, ox_recvmsg(s, &message, 0));
	CHECK_INT(MSG_CTRUNC, message.msg_flags & MSG_CTRUNC);
	header = CMSG_FIRSTHDR(&message);
	if (header == NULL)
		return 0;
	count = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
	memcpy(fds, CMSG_DATA(header), (size_t)count * sizeof(int));
	for (i = 0; i < count; i++)
		CHECK_INT(0, close(fds[i]));
	return count;
}

int main(void)
{
	char byte;
	int sv[2], before;

	needs_true_control_messages();
	needs_true_truncation(0);
	needs_true_truncation(CMSG_SPACE(sizeof(int)));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, sv));
	before = open_descriptors();

	send_descriptors(sv[0]);
	CHECK_INT(1, receive_descriptors(sv[1], CMSG_LEN(sizeof(int))));
	CHECK_INT(before, open_descriptors());

	send_descriptors(sv[0]);
	CHECK_INT(0, receive_descriptors(sv[1], 0));
	CHECK_INT(before, open_descriptors());

	send_descriptors(sv[0]);
	CHECK_INT(1, ox_recv(sv[1], &byte, 1, 0));
	CHECK_INT(before, open_descriptors());

	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	return 0;
}
