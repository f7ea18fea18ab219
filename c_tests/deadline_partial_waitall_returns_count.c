/* An ox_recv with MSG_WAITALL that has some of its bytes at the deadline returns those. */
#include "deadline_time.h"

static void count_is_honest(int s[2], const char *kind)
{
	char bytes[10];
	int64_t deadline = in_ms(20);

	printf("%s\n", kind);
	CHECK_INT(4, ox_send(s[1], "abcd", 4, 0));
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, deadline));
	CHECK_INT(4, ox_recv(s[0], bytes, sizeof bytes, MSG_WAITALL));
	CHECK(ox_now() >= deadline);
	CHECK_INT(0, memcmp(bytes, "abcd", 4));
	CHECK_ERR(ETIMEDOUT, ox_recv(s[0], bytes, sizeof bytes, MSG_WAITALL));
}

int main(void)
{
	int s[2];

	tcp_pair(s);
	count_is_honest(s, "TCP");
	unix_pair(SOCK_STREAM, s);
	count_is_honest(s, "UNIX stream");
	return 0;
}
