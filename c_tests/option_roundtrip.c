/*
 * Options at several levels: what is set can be read again; *len is the room for the value,
 * and afterwards its length.
 */
#include "check.h"

#include <netinet/tcp.h>

static void roundtrip(int s, int level, int name, int value)
{
	int got = -1;
	socklen_t length = sizeof got;

	CHECK_OK(ox_setsockopt(s, level, name, &value, sizeof value));
	CHECK_INT(0, ox_getsockopt(s, level, name, &got, &length));
	CHECK_INT(sizeof got, length);
	CHECK_INT(value, got);
}

int main(void)
{
	struct linger linger = {1, 3}, got;
	socklen_t length = sizeof got;
	int large = 4096, doubled, s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));

	roundtrip(s, SOL_SOCKET, SO_REUSEADDR, 1);
	roundtrip(s, SOL_SOCKET, SO_KEEPALIVE, 1);
	roundtrip(s, SOL_SOCKET, SO_KEEPALIVE, 0);
	roundtrip(s, SOL_SOCKET, SO_PRIORITY, 5);
	roundtrip(s, IPPROTO_IP, IP_TTL, 33);
	roundtrip(s, IPPROTO_IP, IP_TOS, 0x10);
	roundtrip(s, IPPROTO_TCP, TCP_NODELAY, 1);
	roundtrip(s, IPPROTO_TCP, TCP_KEEPIDLE, 77);

	CHECK_OK(ox_setsockopt(s, SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
	CHECK_OK(ox_getsockopt(s, SOL_SOCKET, SO_LINGER, &got, &length));
	CHECK_INT(sizeof got, length);
	CHECK_INT(1, got.l_onoff);
	CHECK_INT(3, got.l_linger);

	/* Linux doubles a buffer's size, for its own bookkeeping. */
	length = sizeof doubled;
	CHECK_OK(ox_setsockopt(s, SOL_SOCKET, SO_RCVBUF, &large, sizeof large));
	CHECK_OK(ox_getsockopt(s, SOL_SOCKET, SO_RCVBUF, &doubled, &length));
	CHECK_INT(2 * large, doubled);
	CHECK_OK(ox_close(s));

	s = ox_socket(AF_INET6, SOCK_DGRAM, 0);
	if (s == -EAFNOSUPPORT)
		return 0;
	CHECK_OK(s);
	roundtrip(s, IPPROTO_IPV6, IPV6_V6ONLY, 1);
	roundtrip(s, IPPROTO_IPV6, IPV6_V6ONLY, 0);
	roundtrip(s, IPPROTO_IPV6, IPV6_UNICAST_HOPS, 12);
	CHECK_OK(ox_close(s));
	return 0;
}
