/*
 * Where every byte comes with its sender's credentials (SO_PASSCRED), a call that waits for all
 * bytes (MSG_WAITALL) takes those that come later, too, if they are the same sender's. Those of
 * another it leaves for the next call.
 */
#include "close_blocked.h"

enum { OTHER = 4242 };

union control {
	char bytes[CMSG_SPACE(sizeof(struct ucred))];
	struct cmsghdr align;
};

static char bytes[6];
static uid_t sender;

static int receive_six(int s)
{
	struct iovec part = {bytes, sizeof bytes};
	struct msghdr message;
	union control control;
	struct ucred credentials;
	int received;

	memset(&message, 0, sizeof message);
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	message.msg_control = control.bytes;
	message.msg_controllen = sizeof control.bytes;
	received = CHECK_OK(ox_recvmsg(s, &message, MSG_WAITALL));
	CHECK_INT(0, message.msg_flags);
	CHECK_INT(sizeof control.bytes, message.msg_controllen);
	memcpy(&credentials, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof credentials);
	sender = credentials.uid;
	return received;
}

static void pair(int sv[2])
{
	const int on = 1;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
	CHECK_OK(ox_setsockopt(sv[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
}

static void same_sender(void)
{
	struct blocked receiver;
	int sv[2], i;

	pair(sv);
	block(&receiver, receive_six, sv[1]);
	for (i = 0; i < 3; i++) {
		wait_until_blocked(receiver.tid);
		CHECK_INT(2, ox_send(sv[0], "ab", 2, 0));
	}
	CHECK_INT(0, pthread_join(receiver.thread, NULL));
	CHECK_INT(6, receiver.result);
	CHECK_INT(0, memcmp("ababab", bytes, 6));
	CHECK_INT(getuid(), sender);
	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
}

static void send_as_other(int s)
{
	const struct ucred other = {getpid(), OTHER, getgid()};
	struct iovec part = {(void *)"other", 5};
	struct msghdr message;
	union control control;
	struct cmsghdr *header;

	memset(&message, 0, sizeof message);
	memset(&control, 0, sizeof control);
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	message.msg_control = control.bytes;
	message.msg_controllen = sizeof control.bytes;
	header = CMSG_FIRSTHDR(&message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_CREDENTIALS;
	header->cmsg_len = CMSG_LEN(sizeof other);
	memcpy(CMSG_DATA(header), &other, sizeof other);
	CHECK_INT(5, ox_sendmsg(s, &message, 0));
}

static void another_sender(void)
{
	struct blocked receiver;
	char rest[8];
	int sv[2];

	pair(sv);
	block(&receiver, receive_six, sv[1]);
	CHECK_INT(2, ox_send(sv[0], "ab", 2, 0));
	while (CHECK_OK(ox_available(sv[1])) > 0)
		sched_yield();
	wait_until_blocked(receiver.tid);
	send_as_other(sv[0]);
	CHECK_INT(0, pthread_join(receiver.thread, NULL));
	CHECK_INT(2, receiver.result);
	CHECK_INT(getuid(), sender);
	CHECK_INT(5, ox_recv(sv[1], rest, sizeof rest, 0));
	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
}

int main(void)
{
	same_sender();
	if (geteuid() != 0)
		SKIP("needs a privileged user");
	another_sender();
	return 0;
}
