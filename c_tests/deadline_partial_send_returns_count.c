/* A send on a stream that has moved some of its bytes by the deadline returns how many, and
   that is the number that the peer receives. */
#include "deadline_time.h"

static char bytes[32 << 20];

static void count_is_honest(int s[2], const char *kind)
{
	int64_t deadline = in_ms(30);
	int sent, received, total = 0;

	printf("%s\n", kind);
	CHECK_INT(0, ox_deadline(s[0], OX_SENDING, deadline));
	sent = ox_send(s[0], bytes, sizeof bytes, 0);
	CHECK(ox_now() >= deadline);
	CHECK(sent > 0 && sent < (int)sizeof bytes);
	CHECK_INT(0, ox_shutdown(s[0], SHUT_WR));

	while ((received = ox_recv(s[1], bytes, sizeof bytes, 0)) > 0)
		total += received;
	CHECK_INT(0, received);
	CHECK_INT(sent, total);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
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
