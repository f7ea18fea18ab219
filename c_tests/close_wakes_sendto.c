/* ox_close wakes whoever is blocked in ox_sendto to a UNIX datagram socket whose queue is
   full, although the sender is not connected to it: the call returns ECANCELED. */
#include "close_kinds.h"

static struct sockaddr_un name;
static socklen_t length;

static int send_for_ever(int s)
{
	int sent;

	while ((sent = ox_sendto(s, "x", 1, 0, (struct sockaddr *)&name, length)) > 0)
		;
	return sent;
}

int main(void)
{
	int receiver = unix_named(SOCK_DGRAM, &name, &length);

	closing_wakes(send_for_ever, CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0)), "UNIX datagram");
	CHECK_INT(0, ox_close(receiver));
	return 0;
}
