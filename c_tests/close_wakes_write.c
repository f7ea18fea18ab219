/* ox_close wakes whoever is blocked in ox_write on the handle, because its peer does not read:
   the call returns ECANCELED. */
#include "close_kinds.h"

static int send_for_ever(int s)
{
	int sent;

	while ((sent = ox_write(s, "x", 1)) > 0)
		;
	return sent;
}

int main(void)
{
	closing_wakes_sender(send_for_ever);
	return 0;
}
