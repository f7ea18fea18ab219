/* ox_close wakes whoever is blocked in ox_readv on the handle: the call returns ECANCELED. */
#include "close_kinds.h"

static int receive(int s)
{
	char head[4], body[64];
	const struct iovec parts[2] = {{head, sizeof head}, {body, sizeof body}};

	return ox_readv(s, parts, 2);
}

int main(void)
{
	closing_wakes_receiver(receive);
	return 0;
}
