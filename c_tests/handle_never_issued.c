/* Numbers in the range of handles that were never given out give EBADF, as closed ones do. */
#include "check.h"

#include <limits.h>

static void is_dead(int s)
{
	CHECK_ERR(EBADF, ox_available(s));
	CHECK_ERR(EBADF, ox_close(s));
}

int main(void)
{
	int s, bit;

	is_dead(OX_HANDLE_MIN);
	is_dead(INT_MAX);
	is_dead(INT_MIN);
	s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	for (bit = 0; bit < 32; bit++)
		is_dead((int)((unsigned)s ^ 1u << bit));
	CHECK_INT(0, ox_available(s));
	CHECK_INT(0, ox_close(s));
	return 0;
}
