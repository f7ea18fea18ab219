/* SHUT_WR ends this side's sending and nothing else: the peer reads the rest and then 0, and can
 * still answer. It is how a client says "that was my request". */
#include "check.h"

static void ask_and_answer(const int s[2])
{
	char buf[32];
	CHECK_INT(8, ox_write(s[0], "question", 8));
	CHECK_INT(0, ox_shutdown(s[0], SHUT_WR));
	CHECK_ERR(EPIPE, ox_write(s[0], "more", 4));

	CHECK_INT(8, ox_recv(s[1], buf, 8, MSG_WAITALL));
	CHECK_INT(0, ox_read(s[1], buf, sizeof buf));
	CHECK_INT(6, ox_write(s[1], "answer", 6));
	CHECK_INT(0, ox_close(s[1]));

	CHECK_INT(6, ox_recv(s[0], buf, 6, MSG_WAITALL));
	CHECK(memcmp(buf, "answer", 6) == 0);
	CHECK_INT(0, ox_read(s[0], buf, sizeof buf));
	CHECK_INT(0, ox_close(s[0]));
}

int main(void)
{
	int s[2];
	tcp_pair(s);
	ask_and_answer(s);
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	ask_and_answer(s);
	return 0;
}
