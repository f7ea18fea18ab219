/*
 * Option values, lengths and poll arrays that are not there give EFAULT and no crash.
 */
#include "error_wild.h"

static int s;

static void options_and_poll(void)
{
	int value;
	socklen_t length = sizeof value;

	CHECK_ERR(EFAULT, ox_setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, wild, sizeof value));
	CHECK_ERR(EFAULT, ox_getsockopt(s, SOL_SOCKET, SO_TYPE, wild, &length));
	CHECK_ERR(EFAULT, ox_getsockopt(s, SOL_SOCKET, SO_TYPE, &value, (socklen_t *)wild));
	CHECK_ERR(EFAULT, ox_setsockopt(s, SOL_OX, OX_INTERRUPTIBLE, wild, sizeof value));
	CHECK_ERR(EFAULT, ox_getsockopt(s, SOL_OX, OX_INTERRUPTIBLE, wild, &length));
	CHECK_ERR(EFAULT, ox_poll((struct pollfd *)wild, 1, 0));
}

int main(void)
{
	s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	with_wild_pointers(options_and_poll);
	CHECK_OK(ox_close(s));
	return 0;
}
