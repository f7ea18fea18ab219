/* ox_close wakes whoever is blocked in ox_read on the handle: the call returns ECANCELED. */
#include "close_kinds.h"

static int receive(int s)
{
	char byte;

	return ox_read(s, &byte, 1);
}

int main(void)
{
	closing_wakes_receiver(receive);
	return 0;
}
