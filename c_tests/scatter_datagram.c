/*
 * Gathered buffers make one datagram, and one read takes one datagram, however many buffers
 * there are: what does not fit is lost.
 */
#include "check.h"

static void one_message_a_call(int type)
{
	int s[2];
	CHECK_INT(0, ox_socketpair(AF_UNIX, type, 0, s));
	char one[] = "one", two[] = "two";
	struct iovec out[] = {{one, 3}, {two, 3}};
	CHECK_INT(6, ox_writev(s[0], out, 2));
	CHECK_INT(6, ox_writev(s[0], out, 2));
	CHECK_INT(3, ox_writev(s[0], out, 1));

	char a[2], b[10];
	struct iovec in[] = {{a, sizeof a}, {b, sizeof b}};
	CHECK_INT(6, ox_readv(s[1], in, 2));
	CHECK(memcmp(a, "on", 2) == 0);
	CHECK(memcmp(b, "etwo", 4) == 0);
	CHECK_INT(2, ox_readv(s[1], in, 1));
	CHECK_INT(3, ox_readv(s[1], in, 2));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	one_message_a_call(SOCK_DGRAM);
	one_message_a_call(SOCK_SEQPACKET);
	return 0;
}
