/* A deadline does not end a call before its time, also where several threads wait for datagrams of
   one socket; nor does SO_RCVTIMEO. */
#include "receivers.h"
#include "needs.h"

#define SPAN 100500 /* microseconds */

static int64_t deadline;

static int take(int s)
{
	char byte;
	int result = ox_recv(s, &byte, 1, 0);

	CHECK(ox_now() >= deadline);
	return result < 0 ? result : 0;
}

int main(void)
{
	const struct timeval timeout = {0, SPAN};
	struct receivers receivers;
	int s[2];

	unix_pair(SOCK_DGRAM, s);
	deadline = ox_now() + SPAN;
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, deadline));
	launch_receivers(&receivers, take, s[0]);
	join_receivers(&receivers, ETIMEDOUT);

	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, OX_FOREVER));
	needs_timeouts();
	CHECK_INT(0, ox_setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout));
	deadline = ox_now() + SPAN;
	launch_receivers(&receivers, take, s[0]);
	join_receivers(&receivers, EAGAIN);
	return 0;
}
