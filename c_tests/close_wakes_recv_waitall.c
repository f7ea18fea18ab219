/* ox_close wakes an ox_recv that waits for all of its bytes, and one that only peeks. */
#include "close_kinds.h"

static int receive_all(int s)
{
	char bytes[100];

	return ox_recv(s, bytes, sizeof bytes, MSG_WAITALL);
}

static int peek(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, MSG_PEEK);
}

int main(void)
{
	closing_wakes_receiver(receive_all);
	closing_wakes_receiver(peek);
	return 0;
}
