/* A name that no option has is ENOPROTOOPT, and the explanation names the nearest; so are names
 * that can only be read, when they are set. Values out of range are EINVAL. */
#include "check.h"

static int s;

static void null_name(void)
{
	int64_t value = 5;

	CHECK_ERR(EFAULT, ox_option_set(s, NULL, 1));
	CHECK_ERR(EFAULT, ox_option_get(s, NULL, &value));
	CHECK_ERR(EFAULT, ox_option_get(s, "tcp.nodelay", NULL));
	CHECK_INT(5, value);
}

int main(void)
{
	int64_t value = 5;

	s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_ERR(ENOPROTOOPT, ox_option_set(s, "tcp.no_delay", 1));
	CHECK_INT(0, strcmp("no option tcp.no_delay; the nearest is tcp.nodelay", ox_explanation()));
	CHECK_ERR(ENOPROTOOPT, ox_option_get(s, "TCP_NODELAY", &value));
	CHECK(strstr(ox_explanation(), "TCP_NODELAY") != NULL);
	CHECK_ERR(ENOPROTOOPT, ox_option_get(s, "", &value));
	CHECK_INT(5, value);

	CHECK_ERR(ENOPROTOOPT, ox_option_set(s, "tcp.info.rtt", 1));
	CHECK_INT(0, strcmp("tcp.info.rtt can only be read", ox_explanation()));
	CHECK_ERR(ENOPROTOOPT, ox_option_set(s, "socket.type", 1));

	CHECK_ERR(EINVAL, ox_option_set(s, "tcp.nodelay", INT64_C(1) << 32));
	CHECK_ERR(EINVAL, ox_option_set(s, "socket.linger", -2));
	CHECK_ERR(EINVAL, ox_option_set(s, "socket.receive.timeout", -1));
	CHECK_INT(0, strcmp("", ox_explanation()));

	null_name();
	CHECK_OK(ox_close(s));
	CHECK_ERR(EBADF, ox_option_set(s, "tcp.nodelay", 1));
	return 0;
}
