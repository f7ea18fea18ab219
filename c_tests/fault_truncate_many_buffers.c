/* Where a rule cuts a message off, or a stream short, does not depend on how many buffers the bytes
 * are in; and shorter messages are not changed. */
#include "check.h"

#include <sys/uio.h>

enum { MANY = 40, EACH = 10, ALL = MANY * EACH };

static char bytes[ALL];
static struct iovec pieces[MANY];

static int send_pieces(int s)
{
	struct msghdr msg;

	memset(&msg, 0, sizeof msg);
	msg.msg_iov = pieces;
	msg.msg_iovlen = MANY;
	return ox_sendmsg(s, &msg, MSG_DONTWAIT);
}

static int recv_pieces(int s, int flags)
{
	struct msghdr msg;
	int received;

	memset(&msg, 0, sizeof msg);
	msg.msg_iov = pieces;
	msg.msg_iovlen = MANY;
	received = CHECK_OK(ox_recvmsg(s, &msg, MSG_DONTWAIT));
	CHECK_INT(flags, msg.msg_flags & MSG_TRUNC);
	return received;
}

static void moves(int type, const char *rule, int sent, int received, int flags)
{
	int number, s[2];

	printf("%s\n", rule);
	CHECK_OK(ox_socketpair(AF_UNIX, type, 0, s));
	number = CHECK_OK(ox_fault(rule));
	CHECK_INT(sent, send_pieces(s[0]));
	CHECK_INT(received, recv_pieces(s[1], flags));
	CHECK_INT(1, ox_fault_count(number));
	CHECK_OK(ox_fault_remove(number));
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
}

int main(void)
{
	int i;

	for (i = 0; i < MANY; i++) {
		pieces[i].iov_base = bytes + i * EACH;
		pieces[i].iov_len = EACH;
	}
	moves(SOCK_DGRAM, "send truncate=1000", ALL, ALL, 0);
	moves(SOCK_DGRAM, "send truncate=305", ALL, 305, 0);
	moves(SOCK_DGRAM, "send truncate=5", ALL, 5, 0);
	moves(SOCK_DGRAM, "recv truncate=1000", ALL, ALL, 0);
	moves(SOCK_DGRAM, "recv truncate=305", ALL, 305, MSG_TRUNC);
	moves(SOCK_STREAM, "send short=1000", ALL, ALL, 0);
	moves(SOCK_STREAM, "send short=305", 305, 305, 0);
	moves(SOCK_STREAM, "recv short=305", ALL, 305, 0);
	return 0;
}
