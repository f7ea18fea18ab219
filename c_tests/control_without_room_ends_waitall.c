/* Descriptors end a call that waits for all bytes (MSG_WAITALL) also if it has no room for them:
 * MSG_CTRUNC reports them. */
#include "close_blocked.h"
#include "rights.h"

static int receive(int s)
{
	char bytes[4];
	struct iovec part = {bytes, sizeof bytes};
	struct msghdr message;
	int received;

	memset(&message, 0, sizeof message);
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	received = ox_recvmsg(s, &message, MSG_WAITALL);
	CHECK_INT(MSG_CTRUNC, message.msg_flags);
	return received;
}

int main(void)
{
	const int fd = STDERR_FILENO;
	struct rights rights;
	struct blocked receiver;
	int sv[2];

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
	block(&receiver, receive, sv[0]);
	put_rights(&rights, &fd, 1);
	CHECK_INT(1, ox_sendmsg(sv[1], &rights.message, 0));
	CHECK_INT(0, pthread_join(receiver.thread, NULL));
	CHECK_INT(1, receiver.result);
	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	return 0;
}
