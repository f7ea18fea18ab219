/* An interrupted send that has moved some of its bytes returns their count, and not EINTR. */
#include "signal_handler.h"

static char bytes[32 << 20];

static int send_much(int s)
{
	return ox_send(s, bytes, sizeof bytes, 0);
}

int main(void)
{
	const int yes = 1;
	struct blocked blocked;
	int s[2], sent, received, total = 0;

	count_signals(SIGUSR1);
	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_setsockopt(s[0], SOL_OX, OX_INTERRUPTIBLE, &yes, sizeof yes));
	block(&blocked, send_much, s[0]);
	interrupt(&blocked);
	sent = result_of(&blocked);
	CHECK(sent > 0 && sent < (int)sizeof bytes);

	CHECK_INT(0, ox_shutdown(s[0], SHUT_WR));
	while ((received = ox_recv(s[1], bytes, sizeof bytes, 0)) > 0)
		total += received;
	CHECK_INT(sent, total);
	return 0;
}
