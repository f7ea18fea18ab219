/*
 * IPV6_V6ONLY off: one IPv6 socket answers datagrams of both protocols, IPv4 peers having
 * addresses such as ::ffff:127.0.0.1. On: it leaves the same port to an IPv4 socket.
 */
#include "check.h"

static int open_any(int v6only, struct sockaddr_in6 *address)
{
	socklen_t length = sizeof *address;
	int s = ox_socket(AF_INET6, SOCK_DGRAM, 0);

	if (s == -EAFNOSUPPORT)
		SKIP("no IPv6 here");
	CHECK_OK(s);
	memset(address, 0, sizeof *address);
	address->sin6_family = AF_INET6;
	address->sin6_addr = in6addr_any;
	CHECK_OK(ox_setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &v6only, sizeof v6only));
	CHECK_OK(ox_bind(s, (struct sockaddr *)address, sizeof *address));
	CHECK_OK(ox_getsockname(s, (struct sockaddr *)address, &length));
	return s;
}

/* An IPv6 and an IPv4 socket on one port: *target is the address of the latter. */
static void open_both(int both[2], struct sockaddr_in *target)
{
	struct sockaddr_in6 address;
	int result;

	do { /* the port is free for IPv6; somebody may have it for IPv4 */
		both[0] = open_any(1, &address);
		*target = loopback4(ntohs(address.sin6_port));
		both[1] = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
		result = ox_bind(both[1], (struct sockaddr *)target, sizeof *target);
		if (result == -EADDRINUSE) {
			CHECK_OK(ox_close(both[0]));
			CHECK_OK(ox_close(both[1]));
		}
	} while (result == -EADDRINUSE);
	CHECK_OK(result);
}

int main(void)
{
	struct sockaddr_in6 address, from;
	struct sockaddr_in target;
	struct sockaddr *to = (struct sockaddr *)&target;
	socklen_t length = sizeof from;
	char buf[10];
	int on = 1, both[2], s = open_any(0, &address);
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	target = loopback4(ntohs(address.sin6_port));
	CHECK_INT(1, ox_sendto(client, "4", 1, 0, to, sizeof target));
	CHECK_INT(1, ox_recvfrom(s, buf, sizeof buf, 0, (struct sockaddr *)&from, &length));
	CHECK_INT(AF_INET6, from.sin6_family);
	CHECK(IN6_IS_ADDR_V4MAPPED(&from.sin6_addr));
	CHECK_INT(INADDR_LOOPBACK, ntohl(from.sin6_addr.s6_addr32[3]));
	CHECK_INT(1, ox_sendto(s, "b", 1, 0, (struct sockaddr *)&from, length));
	CHECK_INT(1, ox_recv(client, buf, sizeof buf, 0));
	CHECK_ERR(EINVAL, ox_setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on)); /* late */
	CHECK_OK(ox_close(s));

	open_both(both, &target);
	CHECK_INT(1, ox_sendto(client, "4", 1, 0, to, sizeof target));
	CHECK_INT(1, ox_recv(both[1], buf, sizeof buf, 0));
	CHECK_ERR(EAGAIN, ox_recv(both[0], buf, sizeof buf, MSG_DONTWAIT));

	CHECK_OK(ox_close(client));
	CHECK_OK(ox_close(both[0]));
	CHECK_OK(ox_close(both[1]));
	return 0;
}
