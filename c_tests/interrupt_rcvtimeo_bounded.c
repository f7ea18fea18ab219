/* The option SO_RCVTIMEO limits a wait also when signals keep interrupting it: a call that was
   simply restarted after each of them would never end. */
#include "signal_handler.h"
#include "needs.h"

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

int main(void)
{
	const struct timeval limit = {0, 100 * 1000};
	int64_t start;
	int s[2];

	needs_timeouts();
	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit));
	count_signals(SIGALRM);
	alarm_every(10);
	start = ox_now();
	CHECK_ERR(EAGAIN, receive(s[0]));
	CHECK(ox_now() - start >= 100 * 1000 - A_TICK);
	CHECK(ox_now() - start < 500 * 1000);
	return 0;
}
