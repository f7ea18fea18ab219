/* No call ever times out before its deadline, to the microsecond, however short the wait. */
#include "deadline_time.h"

int main(void)
{
	char byte;
	int i, s[2];

	unix_pair(SOCK_STREAM, s);
	for (i = 0; i < 100; i++) {
		int64_t deadline = ox_now() + i * 37;

		CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, deadline));
		CHECK_TIMES_OUT(deadline, ox_recv(s[0], &byte, 1, 0));
	}
	return 0;
}
