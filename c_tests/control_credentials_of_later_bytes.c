/* The credentials that are sent with a message apply to all its bytes, also to those that are sent
 * only after a wait. */
#include "close_blocked.h"

enum { OTHER = 4242 };

static char bytes[4 << 20];

union control {
	char bytes[CMSG_SPACE(sizeof(struct ucred))];
	struct cmsghdr align;
};

static void put(struct msghdr *message, struct iovec *part, union control *control)
{
	memset(message, 0, sizeof *message);
	memset(control, 0, sizeof *control);
	message->msg_iov = part;
	message->msg_iovlen = 1;
	message->msg_control = control->bytes;
	message->msg_controllen = sizeof control->bytes;
}

static int send_as_other(int s)
{
	const struct ucred other = {getpid(), OTHER, getgid()};
	struct iovec part = {bytes, sizeof bytes};
	struct msghdr message;
	union control control;
	struct cmsghdr *header;

	put(&message, &part, &control);
	header = CMSG_FIRSTHDR(&message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_CREDENTIALS;
	header->cmsg_len = CMSG_LEN(sizeof other);
	memcpy(CMSG_DATA(header), &other, sizeof other);
	return ox_sendmsg(s, &message, 0);
}

/* Receive some, which must be that user's: how much. */
static int receive_of_other(int s)
{
	static char some[1 << 16];
	struct iovec part = {some, sizeof some};
	struct msghdr message;
	union control control;
	struct ucred credentials;
	int received;

	put(&message, &part, &control);
	received = CHECK_OK(ox_recvmsg(s, &message, 0));
	CHECK(CMSG_FIRSTHDR(&message) != NULL);
	memcpy(&credentials, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof credentials);
	CHECK_INT(OTHER, credentials.uid);
	return received;
}

int main(void)
{
	struct blocked sender;
	size_t received = 0;
	int sv[2], on = 1;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
	CHECK_OK(ox_setsockopt(sv[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof on));
	if (geteuid() != 0 || setresuid(0, 0, OTHER) != 0)
		SKIP("needs a privileged user");
	block(&sender, send_as_other, sv[0]);
	while (received < sizeof bytes)
		received += (size_t)receive_of_other(sv[1]);
	CHECK_INT(0, pthread_join(sender.thread, NULL));
	CHECK_INT(sizeof bytes, sender.result);
	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	return 0;
}
