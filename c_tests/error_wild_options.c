/* Option values and lengths in unmapped memory give EFAULT and no crash. */
#include "error_wild.h"

static int s;

static void options(void)
{
	int value;
	socklen_t length = sizeof value;

	CHECK_ERR(EFAULT, ox_setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, wild, sizeof value));
	CHECK_ERR(EFAULT, ox_getsockopt(s, SOL_SOCKET, SO_TYPE, wild, &length));
	CHECK_ERR(EFAULT, ox_getsockopt(s, SOL_SOCKET, SO_TYPE, &value, (socklen_t *)wild));
}

int main(void)
{
	s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	with_wild_pointers(options);
	CHECK_OK(ox_close(s));
	return 0;
}
