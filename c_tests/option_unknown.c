/*
 * An unknown option gives ENOPROTOOPT, at every level that the socket has; at others
 * EOPNOTSUPP may come instead. An option that is read only cannot be set.
 */
#include "check.h"

enum { UNKNOWN = 9999 };

static void unknown(int s, int level, int name, int code)
{
	int value = 1;
	socklen_t length = sizeof value;

	CHECK_ERR(code, ox_setsockopt(s, level, name, &value, sizeof value));
	CHECK_INT(code, errno);
	CHECK_ERR(code, ox_getsockopt(s, level, name, &value, &length));
	CHECK_INT(1, value);
	CHECK_INT(sizeof value, length);
}

int main(void)
{
	int value = SOCK_DGRAM;
	socklen_t length = sizeof value;
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	int u = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));

	unknown(s, SOL_SOCKET, UNKNOWN, ENOPROTOOPT);
	unknown(s, IPPROTO_IP, UNKNOWN, ENOPROTOOPT);
	unknown(s, IPPROTO_TCP, UNKNOWN, ENOPROTOOPT);
	unknown(s, SOL_OX, UNKNOWN, ENOPROTOOPT);
	unknown(s, SOL_OX, 0, ENOPROTOOPT);
	unknown(s, SOL_OX, -1, ENOPROTOOPT);
	unknown(u, IPPROTO_TCP, 1, EOPNOTSUPP);
	unknown(u, IPPROTO_IP, IP_TTL, EOPNOTSUPP);
	CHECK_ERR(ENOPROTOOPT, ox_setsockopt(s, 12345, 1, &value, sizeof value));
	CHECK_ERR(EOPNOTSUPP, ox_getsockopt(s, 12345, 1, &value, &length));

	CHECK_ERR(ENOPROTOOPT, ox_setsockopt(s, SOL_SOCKET, SO_TYPE, &value, sizeof value));
	CHECK_ERR(ENOPROTOOPT, ox_setsockopt(s, SOL_SOCKET, SO_ERROR, &value, sizeof value));

	CHECK_OK(ox_close(u));
	CHECK_OK(ox_close(s));
	return 0;
}
