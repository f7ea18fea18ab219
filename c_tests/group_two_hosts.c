/*
 * A member of a group on an interface gets what another host sends to the group, IPv4 and IPv6
 * alike, and nothing more once it has left. The answer comes from an address of the member's.
 */
#include "extras_two_hosts.h"
#include "needs.h"

static int member, sender, port;

static void is_member(const char *group, const char *endpoint, const char *own)
{
	struct ox_address asked = address_of(endpoint, port);
	struct ox_arrival arrival;
	char buf[10];

	printf("%s\n", group);
	enter_host(0);
	CHECK_OK(ox_group_join(member, group, "eth0", NULL));
	CHECK_ERR(EADDRINUSE, ox_group_join(member, group, "eth0", NULL));
	enter_host(1);
	CHECK_INT(2, send_to(sender, endpoint, port, "hi"));
	CHECK_INT(2, ox_recv_arrival(member, buf, sizeof buf, 0, &arrival));
	CHECK_INT(OX_ARRIVAL_TO_MANY, arrival.flags);
	CHECK_INT(1, ox_address_equal(&arrival.destination, &asked));
	CHECK_INT(2, ox_send_reply(member, "ho", 2, 0, &arrival));
	CHECK_INT(2, ox_recv_arrival(sender, buf, sizeof buf, 0, &arrival));
	CHECK_INT(port, ox_address_port(&arrival.sender));
	CHECK_INT(0, ox_address_equal(&arrival.sender, &asked));

	enter_host(0);
	CHECK_OK(ox_group_leave(member, group, "eth0", NULL));
	CHECK_ERR(EADDRNOTAVAIL, ox_group_leave(member, group, "eth0", NULL));
	enter_host(1);
	CHECK_INT(2, send_to(sender, endpoint, port, "no"));
	CHECK_INT(2, send_to(sender, own, port, "me")); /* arrives after it, if that does */
	CHECK_INT(2, ox_recv(member, buf, sizeof buf, 0));
	CHECK(memcmp(buf, "me", 2) == 0);
}

int main(void)
{
	int other;

	needs_arrivals();
	make_two_hosts();
	host_runs("ip route add 239.0.0.0/8 dev eth0");
	member = udp_of_host(0, &port);
	CHECK_OK(ox_arrivals(member, 1));
	sender = udp_of_host(1, &other);
	host_runs("ip route add 239.0.0.0/8 dev eth0");
	is_member("239.1.2.3", "udp://239.1.2.3:%d", "udp://192.0.2.1:%d");
	is_member("ff0e::123", "udp://[ff0e::123]:%d", "udp://[2001:db8::1]:%d");
	return 0;
}
