/*
 * Options that the kernel keeps as numbers of 32 bits without a sign are set and read as such, up to
 * the highest; what is below 0 or above it is EINVAL.
 */
#include "needs.h"

#include <netinet/tcp.h>

static void holds(int s, const char *name, int level, int number, int64_t value)
{
	uint32_t kept = 1;
	int64_t read = -1;
	socklen_t length = sizeof kept;
	int error = ox_option_set(s, name, value);

	if (error == -EPERM) {
		printf("%s needs a privilege\n", name);
		return;
	}
	CHECK_OK(error);
	CHECK_OK(ox_getsockopt(s, level, number, &kept, &length));
	CHECK_INT(value, kept);
	CHECK_OK(ox_option_get(s, name, &read));
	CHECK_INT(value, read);
}

static void is_unsigned(const char *name, int level, int number)
{
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));

	needs_option(AF_INET, SOCK_STREAM, level, number);
	holds(s, name, level, number, 5);
	holds(s, name, level, number, (int64_t)UINT32_MAX);
	holds(s, name, level, number, (int64_t)INT32_MAX + 1);
	holds(s, name, level, number, 0);
	CHECK_ERR(EINVAL, ox_option_set(s, name, -1));
	CHECK_ERR(EINVAL, ox_option_set(s, name, (int64_t)UINT32_MAX + 1));
	CHECK_ERR(EINVAL, ox_option_set(s, name, INT64_MIN));
	CHECK_OK(ox_close(s));
}

int main(void)
{
	is_unsigned("socket.mark", SOL_SOCKET, SO_MARK);
	is_unsigned("socket.priority", SOL_SOCKET, SO_PRIORITY);
	is_unsigned("tcp.unsent.most", IPPROTO_TCP, TCP_NOTSENT_LOWAT);
	return 0;
}
