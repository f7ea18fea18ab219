/* ox_close also wakes a call that waits until a deadline: the call returns ECANCELED at once. */
#include "close_kinds.h"

static int receive(int s)
{
	char byte;
	int set = ox_deadline(s, OX_RECEIVING, ox_now() + 3600 * INT64_C(1000000));

	return set < 0 ? set : ox_recv(s, &byte, 1, 0);
}

int main(void)
{
	closing_wakes_receiver(receive);
	return 0;
}
