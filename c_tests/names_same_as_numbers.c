/* An option by its name is the same option as by its level and number, both ways. */
#include "check.h"

#include <netinet/tcp.h>

struct pair {
	const char *name;
	int level, number;
	int64_t value;
};

int main(void)
{
	static const struct pair pairs[] = {
		{"tcp.nodelay", IPPROTO_TCP, TCP_NODELAY, 1},
		{"tcp.keepalive.idle", IPPROTO_TCP, TCP_KEEPIDLE, 77},
		{"tcp.keepalive.interval", IPPROTO_TCP, TCP_KEEPINTVL, 11},
		{"tcp.keepalive.count", IPPROTO_TCP, TCP_KEEPCNT, 5},
		{"tcp.usertimeout", IPPROTO_TCP, TCP_USER_TIMEOUT, 12345},
		{"socket.keepalive", SOL_SOCKET, SO_KEEPALIVE, 1},
		{"socket.reuseaddr", SOL_SOCKET, SO_REUSEADDR, 1},
		{"socket.reuseport", SOL_SOCKET, SO_REUSEPORT, 1},
		{"socket.receive.least", SOL_SOCKET, SO_RCVLOWAT, 9},
		{"ip.ttl", IPPROTO_IP, IP_TTL, 42},
		{"ip.tos", IPPROTO_IP, IP_TOS, 0x28},
		{"ip.recverr", IPPROTO_IP, IP_RECVERR, 1},
	};
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	size_t i;

	for (i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		const struct pair *pair = &pairs[i];
		socklen_t length = sizeof(int);
		int64_t value = -7;
		int number = -7;

		printf("%s\n", pair->name);
		CHECK_OK(ox_option_set(s, pair->name, pair->value));
		CHECK_OK(ox_getsockopt(s, pair->level, pair->number, &number, &length));
		CHECK_INT(pair->value, number);
		CHECK_OK(ox_option_get(s, pair->name, &value));
		CHECK_INT(pair->value, value);
	}
	CHECK_OK(ox_close(s));
	return 0;
}
