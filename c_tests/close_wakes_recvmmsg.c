/* ox_close wakes whoever is blocked in ox_recvmmsg on the handle, with a timeout or without:
   the call returns ECANCELED. */
#include "close_kinds.h"
#include "needs.h"

static int receive(int s, struct timespec *timeout)
{
	char bytes[2];
	struct iovec parts[2] = {{&bytes[0], 1}, {&bytes[1], 1}};
	struct mmsghdr messages[2];
	int i;

	memset(messages, 0, sizeof messages);
	for (i = 0; i < 2; i++) {
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	return ox_recvmmsg(s, messages, 2, 0, timeout);
}

static int receive_for_ever(int s)
{
	return receive(s, NULL);
}

static int receive_for_an_hour(int s)
{
	struct timespec hour = {3600, 0};

	return receive(s, &hour);
}

int main(void)
{
	needs_recvmmsg();
	closing_wakes_receiver(receive_for_ever);
	closing_wakes_receiver(receive_for_an_hour);
	return 0;
}
