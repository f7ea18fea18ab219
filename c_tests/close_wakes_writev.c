/* ox_close wakes whoever is blocked in ox_writev on the handle, because its peer does not
   read: the call returns ECANCELED. */
#include "close_kinds.h"

static int send_for_ever(int s)
{
	char byte = 'x';
	const struct iovec part = {&byte, 1};
	int sent;

	while ((sent = ox_writev(s, &part, 1)) > 0)
		;
	return sent;
}

int main(void)
{
	closing_wakes_sender(send_for_ever);
	return 0;
}
