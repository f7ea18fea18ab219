/* A program closes all descriptors that it does not know. What the calls on one socket have waited on
   may then have the number of what the calls on another wait on: each socket's datagrams still wake
   its own calls, and closing one leaves the other alone. */
#include "receivers.h"

static int take(int s)
{
	char byte;
	int result = ox_recv(s, &byte, 1, 0);

	return result == 0 ? -ESHUTDOWN : result < 0 ? result : 0;
}

static void close_all(const char *kind)
{
	int fd;

	while ((fd = next_descriptor(kind, -1)) >= 0)
		CHECK_INT(0, close(fd));
}

int main(void)
{
	static struct receivers first, second;
	int one[2], two[2];

	unix_pair(SOCK_DGRAM, one);
	unix_pair(SOCK_DGRAM, two);
	start_receivers(&first, take, one[0]);
	close_all("timerfd");
	close_all("eventpoll");
	start_receivers(&second, take, two[0]);
	pass_datagrams(&first, one[1], 2 * RECEIVERS);
	pass_datagrams(&second, two[1], 2 * RECEIVERS);
	CHECK_INT(0, ox_shutdown(one[0], SHUT_RD)); /* those that wait on what was closed */
	join_receivers(&first, ESHUTDOWN);
	CHECK_INT(0, ox_close(one[0]));
	pass_datagrams(&second, two[1], 2 * RECEIVERS);
	CHECK_INT(0, ox_close(two[0]));
	join_receivers(&second, ECANCELED);
	return 0;
}
