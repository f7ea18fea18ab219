/*
 * One name holds for IPv4 and IPv6, and on an IPv6 socket also for the IPv4 that it carries.
 * On a socket that is neither there is no such option.
 */
#include "check.h"

static int option(int s, int level, int number)
{
	int value = -1;
	socklen_t length = sizeof value;

	CHECK_OK(ox_getsockopt(s, level, number, &value, &length));
	return value;
}

int main(void)
{
	int64_t value = 0;
	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));

	CHECK_ERR(ENOPROTOOPT, ox_option_set(s, "ip.ttl", 3));
	CHECK_ERR(ENOPROTOOPT, ox_option_get(s, "ip.ttl", &value));
	CHECK_ERR(ENOPROTOOPT, ox_option_set(s, "tcp.nodelay", 1));
	CHECK_OK(ox_close(s));

	s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	CHECK_OK(ox_option_set(s, "ip.ttl", 3));
	CHECK_OK(ox_option_set(s, "ip.multicast.ttl", 4));
	CHECK_INT(3, option(s, IPPROTO_IP, IP_TTL));
	CHECK_INT(4, option(s, IPPROTO_IP, IP_MULTICAST_TTL));
	CHECK_ERR(ENOPROTOOPT, ox_option_set(s, "tcp.nodelay", 1));
	CHECK_OK(ox_close(s));

	s = ox_socket(AF_INET6, SOCK_DGRAM, 0);
	if (s == -EAFNOSUPPORT)
		SKIP("no IPv6 here");
	CHECK_OK(ox_option_set(s, "ip.ttl", 3));
	CHECK_OK(ox_option_set(s, "ip.multicast.ttl", 4));
	CHECK_INT(3, option(s, IPPROTO_IPV6, IPV6_UNICAST_HOPS));
	CHECK_INT(4, option(s, IPPROTO_IPV6, IPV6_MULTICAST_HOPS));
	CHECK_INT(3, option(s, IPPROTO_IP, IP_TTL));
	CHECK_INT(4, option(s, IPPROTO_IP, IP_MULTICAST_TTL));
	CHECK_OK(ox_option_get(s, "ip.ttl", &value));
	CHECK_INT(3, value);
	CHECK_OK(ox_close(s));
	return 0;
}
