/* ox_close wakes whoever is blocked in ox_recv on the handle: the call returns ECANCELED. */
#include "close_kinds.h"

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

int main(void)
{
	closing_wakes_receiver(receive);
	return 0;
}
