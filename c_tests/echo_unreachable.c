/* A router's error report about an echo request is returned by the call that waits for its reply:
 * the error, the host that reported it, and the number of the request. On raw sockets and on ping
 * sockets, over IPv4 and IPv6; another socket is not told, and sends as before. */
#include "extras_two_hosts.h"
#include "needs.h"

static void expect_report(int s, const char *to, uint16_t number, int error, const char *reporter)
{
	struct ox_address address = address_of(to, 0), from;
	uint16_t sequence = 0;
	char payload[8];

	CHECK_OK(ox_echo_send(s, &address, number, "hello", 5));
	CHECK_ERR(error, ox_echo_recv(s, &from, &sequence, payload, sizeof payload, NULL));
	CHECK_INT(number, sequence);
	check_address(&from, reporter, 0);
}

static void expect_answer(int s, const char *to, uint16_t number)
{
	struct ox_address address = address_of(to, 0);
	uint16_t sequence = 0;
	char payload[8];

	CHECK_OK(ox_echo_send(s, &address, number, "hello", 5));
	CHECK_INT(5, ox_echo_recv(s, NULL, &sequence, payload, sizeof payload, NULL));
	CHECK_INT(number, sequence);
}

static int open_echo(int family, int type)
{
	int s = CHECK_OK(ox_echo_open(family)), found;
	socklen_t length = sizeof found;

	CHECK_OK(ox_getsockopt(s, SOL_SOCKET, SO_TYPE, &found, &length));
	CHECK_INT(type, found);
	CHECK_OK(ox_deadline(s, OX_RECEIVING, ox_now() + 5000000));
	return s;
}

static void pings(int family, int type, const char *router, const char *refused, const char *routed)
{
	int s = open_echo(family, type), other = open_echo(family, type);
	struct ox_address address = address_of(routed, 0);
	struct pollfd entry = {s, 0, 0};
	const int one = 1, error = family == AF_INET ? EHOSTUNREACH : ENETUNREACH;
	uint16_t sequence = 0;

	expect_report(s, refused, 1, error, router);
	expect_answer(s, router, 2);

	if (family == AF_INET)
		CHECK_OK(ox_setsockopt(s, IPPROTO_IP, IP_TTL, &one, sizeof one));
	else
		CHECK_OK(ox_setsockopt(s, IPPROTO_IPV6, IPV6_UNICAST_HOPS, &one, sizeof one));
	expect_report(s, routed, 3, EHOSTUNREACH, router);

	/* Reports that nobody has heard yet are no reason not to send, and are heard afterwards. */
	CHECK_OK(ox_echo_send(s, &address, 4, NULL, 0));
	CHECK_INT(1, ox_poll(&entry, 1, 5000));
	CHECK_OK(ox_echo_send(s, &address, 5, NULL, 0));
	CHECK_ERR(EHOSTUNREACH, ox_echo_recv(s, NULL, &sequence, NULL, 0, NULL));
	CHECK_INT(4, sequence);
	CHECK_ERR(EHOSTUNREACH, ox_echo_recv(s, NULL, &sequence, NULL, 0, NULL));
	CHECK_INT(5, sequence);

	expect_answer(other, router, 6);
	CHECK_OK(ox_deadline(other, OX_RECEIVING, ox_now() + 20000));
	CHECK_ERR(ETIMEDOUT, ox_echo_recv(other, NULL, NULL, NULL, 0, NULL));
	CHECK_OK(ox_close(s));
	CHECK_OK(ox_close(other));
}

static void both_families(int type)
{
	pings(AF_INET, type, "udp://192.0.2.2:%d", "udp://198.51.100.1:%d", "udp://203.0.113.1:%d");
	pings(AF_INET6, type, "udp://[2001:db8::2]:%d", "udp://[2001:db8:1::1]:%d",
	      "udp://[2001:db8:2::1]:%d");
}

int main(void)
{
	needs_value(AF_INET, SOCK_DGRAM, SOL_SOCKET, SO_COOKIE, sizeof(uint64_t));
	make_two_hosts();
	make_a_router();
	host_runs("echo 1 0 >/proc/sys/net/ipv4/ping_group_range");
	both_families(SOCK_RAW);
	host_runs("echo 0 2000000 >/proc/sys/net/ipv4/ping_group_range");
	both_families(SOCK_DGRAM);
	return 0;
}
