/* ox_close wakes whoever is blocked in ox_recvfrom on the handle: the call returns
   ECANCELED. */
#include "close_kinds.h"

static int receive(int s)
{
	struct sockaddr_storage from;
	socklen_t length = sizeof from;
	char byte;

	return ox_recvfrom(s, &byte, 1, 0, (struct sockaddr *)&from, &length);
}

int main(void)
{
	closing_wakes_receiver(receive);
	return 0;
}
