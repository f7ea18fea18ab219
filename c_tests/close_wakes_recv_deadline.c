/* ox_close wakes also those who would have waited only until a deadline: the call returns
   ECANCELED, and does not wait for the deadline to pass. */
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
