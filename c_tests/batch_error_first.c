/* ox_recvmmsg returns a pending error before it receives what has arrived, as recvmmsg(2) does,
   also if it is to wait for all bytes of each message. */
#include "batch_two.h"

static int is_in_thread;

static void *receive(void *argument)
{
	const int *s = (const int *)argument;

	CHECK_ERR(ECONNRESET, receive_with(*s, 3, MSG_WAITALL));
	CHECK_INT(2, receive_with(*s, 3, MSG_WAITALL));
	CHECK_INT(3, lengths[0]);
	CHECK_INT(3, lengths[1]);
	return NULL;
}

/* A UNIX socket that is closed before it has received everything leaves an error behind. */
static void check(void)
{
	pthread_t thread;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(6, ox_send(s[1], "abcdef", 6, 0));
	CHECK_INT(1, ox_send(s[0], "!", 1, 0));
	CHECK_OK(ox_close(s[1]));
	if (is_in_thread) {
		CHECK_INT(0, pthread_create(&thread, NULL, receive, s));
		CHECK_INT(0, pthread_join(thread, NULL));
	} else {
		receive(s);
	}
	CHECK_OK(ox_close(s[0]));
}

/* An emulator's receives one message after the other, and tells the error last. */
static int system_receives(int fd)
{
	struct iovec part = {bytes[0], 3};
	struct mmsghdr message;

	memset(&message, 0, sizeof message);
	message.msg_hdr.msg_iov = &part;
	message.msg_hdr.msg_iovlen = 1;
	return recvmmsg(fd, &message, 1, 0, NULL);
}

static void needs_the_systems(void)
{
	int s[2];

	CHECK_INT(0, socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_INT(3, send(s[1], "abc", 3, 0));
	CHECK_INT(1, send(s[0], "!", 1, 0));
	CHECK_INT(0, close(s[1]));
	NEEDS(system_receives(s[0]) == -1 && errno == ECONNRESET);
	CHECK_INT(0, close(s[0]));
}

int main(void)
{
	needs_the_systems();
	check();
	is_in_thread = 1;
	check();
	return 0;
}
