/*
 * OX_INTERRUPTIBLE at SOL_OX is an option like any other: an int, 0 at birth, each handle's
 * own.
 */
#include "check.h"

static int get(int s)
{
	int value = -1;
	socklen_t length = sizeof value;

	CHECK_INT(0, ox_getsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &value, &length));
	CHECK_INT(sizeof value, length);
	return value;
}

static int set(int s, int value)
{
	return ox_setsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &value, sizeof value);
}

int main(void)
{
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	int other = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	int on = 1, value = 7;
	socklen_t length = sizeof value;

	CHECK_INT(0, get(s));
	CHECK_INT(0, set(s, 1));
	CHECK(get(s) != 0);
	CHECK_INT(0, get(other));
	CHECK_INT(0, set(s, 0));
	CHECK_INT(0, get(s));

	CHECK_ERR(ENOPROTOOPT, ox_setsockopt(s, SOL_OX, OX_INTERRUPTIBLE + 1, &on, sizeof on));
	CHECK_ERR(ENOPROTOOPT, ox_getsockopt(s, SOL_OX, OX_INTERRUPTIBLE + 1, &value, &length));
	CHECK_INT(7, value);

	CHECK_ERR(EINVAL, ox_setsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &on, sizeof on - 1));
	CHECK_ERR(EINVAL, ox_setsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &on, 0));
	CHECK_ERR(EFAULT, ox_setsockopt(s, SOL_OX, OX_INTERRUPTIBLE, NULL, sizeof on));
	CHECK_INT(0, get(s));

	CHECK_ERR(EFAULT, ox_getsockopt(s, SOL_OX, OX_INTERRUPTIBLE, NULL, &length));
	CHECK_ERR(EFAULT, ox_getsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &value, NULL));
	length = (socklen_t)-1;
	CHECK_ERR(EINVAL, ox_getsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &value, &length));

	/* A short length cuts the value short, as for the system's options. */
	for (length = 0; length < sizeof value;) {
		socklen_t room = length;

		value = -1;
		CHECK_INT(0, ox_getsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &value, &room));
		CHECK_INT(length++, room);
	}
	CHECK_ERR(EINVAL, ox_setsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &on, (socklen_t)-1));
	CHECK_INT(0, get(s));

	CHECK_OK(ox_close(s));
	CHECK_ERR(EBADF, set(s, 1));
	CHECK_ERR(EBADF, ox_getsockopt(s, SOL_OX, OX_INTERRUPTIBLE, &value, &length));
	CHECK_OK(ox_close(other));
	return 0;
}
