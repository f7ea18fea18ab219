/* With MSG_WAITALL each message of a batch is filled before the next is begun: on a stream, also
   one with a deadline, and on datagram sockets, where it means nothing. */
#include "close_blocked.h"
#include "needs.h"

static char text[3][5];
static struct iovec buffers[3];
static struct mmsghdr messages[3];

static void prepare(void)
{
	int i;

	memset(text, 0, sizeof text);
	memset(messages, 0, sizeof messages);
	for (i = 0; i < 3; i++) {
		buffers[i].iov_base = text[i];
		buffers[i].iov_len = 4;
		messages[i].msg_hdr.msg_iov = &buffers[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
}

static struct timespec *timeout;

static int receive_two(int s)
{
	return ox_recvmmsg(s, messages, 2, MSG_WAITALL, timeout);
}

static void fills_each(int s[2], const char *kind)
{
	struct blocked blocked;

	printf("%s\n", kind);
	fflush(stdout);
	prepare();
	CHECK_INT(2, ox_write(s[1], "ab", 2));
	block(&blocked, receive_two, s[0]);
	CHECK_INT(4, ox_write(s[1], "cdef", 4));
	wait_until_blocked(blocked.tid);
	CHECK_INT(3, ox_write(s[1], "ghi", 3));
	CHECK_INT(2, result_of(&blocked));
	CHECK_INT(4, messages[0].msg_len);
	CHECK_INT(4, messages[1].msg_len);
	CHECK_INT(0, strcmp("abcd", text[0]));
	CHECK_INT(0, strcmp("efgh", text[1]));
	CHECK_INT(0, messages[2].msg_len);
}

/* What has been received is told, rather than an error after it. */
static void error_after_the_first(int s[2])
{
	prepare();
	buffers[1].iov_base = NULL;
	CHECK_INT(8, ox_write(s[1], "abcdefgh", 8));
	CHECK_INT(1, receive_two(s[0]));
	CHECK_INT(4, messages[0].msg_len);
	CHECK_INT(1, ox_write(s[0], "!", 1)); /* it is still connected */
}

/* A timeout that has ended lets the message be finished that can be, and that is it. */
static void no_time(int s[2])
{
	struct timespec none = {0, 0};

	prepare();
	CHECK_INT(8, ox_write(s[1], "abcdefgh", 8));
	CHECK_INT(1, ox_recvmmsg(s[0], messages, 2, MSG_WAITALL, &none));
	CHECK_INT(4, messages[0].msg_len);
	CHECK_INT(0, messages[1].msg_len);
}

static int receive_one_or_two(int s)
{
	return ox_recvmmsg(s, messages, 2, MSG_WAITALL | MSG_WAITFORONE, NULL);
}

/* With MSG_WAITFORONE the first is filled, and the others are what is there. */
static void wait_for_one(int s[2])
{
	struct blocked blocked;

	prepare();
	CHECK_INT(2, ox_write(s[1], "ab", 2));
	block(&blocked, receive_one_or_two, s[0]);
	CHECK_INT(2, ox_write(s[1], "cd", 2));
	CHECK_INT(1, result_of(&blocked));
	CHECK_INT(4, messages[0].msg_len);
	CHECK_INT(6, ox_write(s[1], "abcdef", 6));
	CHECK_INT(2, receive_one_or_two(s[0]));
	CHECK_INT(2, messages[1].msg_len);
	CHECK_INT(4, ox_write(s[1], "abcd", 4));
	CHECK_INT(1, ox_recvmmsg(s[0], messages, 2,
				 MSG_WAITALL | MSG_WAITFORONE | MSG_DONTWAIT, NULL));
}

/* The timeout ends the wait also for what is not there. */
static void in_vain(int s[2])
{
	struct timespec moment = {0, 1000000};

	prepare();
	CHECK_ERR(EAGAIN, ox_recvmmsg(s[0], messages, 2, MSG_WAITALL, &moment));
}

static void with_deadline(int s)
{
	CHECK_INT(0, ox_deadline(s, OX_RECEIVING, ox_now() + 60000000));
}

int main(void)
{
	struct timespec minute = {60, 0};
	int s[2];

	needs_true_batches();
	unix_pair(SOCK_STREAM, s);
	fills_each(s, "UNIX stream");
	unix_pair(SOCK_STREAM, s);
	with_deadline(s[0]);
	fills_each(s, "UNIX stream with a deadline");
	tcp_pair(s);
	with_deadline(s[0]);
	fills_each(s, "TCP with a deadline");
	unix_pair(SOCK_STREAM, s);
	timeout = &minute;
	fills_each(s, "UNIX stream, with a timeout");
	timeout = NULL;
	unix_pair(SOCK_STREAM, s);
	with_deadline(s[0]);
	error_after_the_first(s);
	unix_pair(SOCK_STREAM, s);
	with_deadline(s[0]);
	no_time(s);
	unix_pair(SOCK_STREAM, s);
	wait_for_one(s);
	in_vain(s);
	with_deadline(s[0]);
	wait_for_one(s);
	in_vain(s);
	return 0;
}
