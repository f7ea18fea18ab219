/* Signals neither end a wait early nor put its deadline off: here one every 5 ms. */
#include "deadline_time.h"
#include "signal_handler.h"

int main(void)
{
	int64_t deadline;
	char byte;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	count_signals(SIGALRM);
	alarm_every(5);
	deadline = in_ms(100);
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, deadline));
	CHECK_TIMES_OUT(deadline, ox_recv(s[0], &byte, 1, 0));
	CHECK(signals > 1);

	signals = 0;
	deadline = in_ms(100);
	fill(s[0]);
	CHECK_INT(0, ox_deadline(s[0], OX_SENDING, deadline));
	CHECK_TIMES_OUT(deadline, ox_send(s[0], "x", 1, 0));
	CHECK(signals > 1);
	return 0;
}
