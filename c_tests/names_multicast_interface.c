/* The interface for outgoing multicast, by its index: for IPv4, for IPv6, and for both on an IPv6
   socket. The system does not return that of an IPv4 socket. */
#include "needs.h"
#include <net/if.h>

int main(void)
{
	int v4 = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	int v6 = ox_socket(AF_INET6, SOCK_DGRAM, 0);
	int lo = (int)if_nametoindex("lo");
	int64_t value = -7;

	if (lo == 0)
		SKIP("no interface lo here");
	needs_option(AF_INET, SOCK_DGRAM, IPPROTO_IP, IP_MULTICAST_IF);
	CHECK_OK(ox_option_set(v4, "ip.multicast.interface", lo));
	CHECK_ERR(ENOPROTOOPT, ox_option_get(v4, "ip.multicast.interface", &value));
	CHECK(strcmp("ip.multicast.interface can only be set on an IPv4 socket", ox_explanation()) == 0);
	CHECK_INT(-7, value);
	CHECK_OK(ox_option_set(v4, "ip.multicast.interface", 0));
	CHECK(ox_option_set(v4, "ip.multicast.interface", 999999) < 0);
	CHECK_ERR(EINVAL, ox_option_set(v4, "ip.multicast.interface", INT64_C(1) << 32));
	CHECK(ox_option_set(CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0)), "ip.multicast.interface", lo) ==
	      -ENOPROTOOPT);

	/* What is sent to a group leaves there: a member on lo hears it. */
	{
		struct sockaddr_in group = loopback4(0);
		int member = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
		socklen_t length = sizeof group;
		char text[8];

		group.sin_addr.s_addr = inet_addr("239.255.3.4");
		CHECK_OK(ox_bind(member, (struct sockaddr *)&group, sizeof group));
		CHECK_OK(ox_getsockname(member, (struct sockaddr *)&group, &length));
		CHECK_OK(ox_group_join(member, "239.255.3.4", "lo", NULL));
		CHECK_OK(ox_option_set(v4, "ip.multicast.interface", lo));
		CHECK_INT(2, ox_sendto(v4, "hi", 2, 0, (struct sockaddr *)&group, length));
		CHECK_OK(ox_deadline(member, OX_RECEIVING, ox_now() + 5000000));
		CHECK_INT(2, ox_recv(member, text, sizeof text, 0));
	}
	if (v6 < 0)
		SKIP("no IPv6 here");
	CHECK_OK(ox_option_set(v6, "ip.multicast.interface", lo));
	CHECK_OK(ox_option_get(v6, "ip.multicast.interface", &value));
	CHECK_INT(lo, value);
	return 0;
}
