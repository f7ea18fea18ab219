/* Several threads wait for datagrams of one interruptible socket, and each gets a signal: each call
   ends with EINTR. */
#include "receivers.h"

static void handle(int number)
{
	(void)number;
}

int main(void)
{
	struct sigaction action;
	struct receivers receivers;
	int i, on = 1, s[2];

	memset(&action, 0, sizeof action);
	action.sa_handler = handle;
	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	unix_pair(SOCK_DGRAM, s);
	CHECK_INT(0, ox_setsockopt(s[0], SOL_OX, OX_INTERRUPTIBLE, &on, sizeof on));
	start_receivers(&receivers, take_datagram, s[0]);
	for (i = 0; i < RECEIVERS; i++)
		CHECK_INT(0, pthread_kill(receivers.threads[i], SIGUSR1));
	join_receivers(&receivers, EINTR);
	return 0;
}
