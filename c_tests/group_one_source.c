/* A member may take what one sender sends to a group, and not what others do. */
#include "extras_two_hosts.h"
#include "needs.h"

static int member, sender, port;

static void takes_one_source(const char *group, const char *endpoint, const char *source,
			     const char *own)
{
	char buf[10];

	printf("%s from %s\n", group, source);
	enter_host(0);
	CHECK_OK(ox_group_join(member, group, "eth0", source));
	enter_host(1);
	CHECK_INT(2, send_to(sender, endpoint, port, "hi"));
	CHECK_INT(2, send_to(sender, own, port, "me"));
	CHECK_INT(2, ox_recv(member, buf, sizeof buf, 0));
	if (source[strlen(source) - 1] == '2') { /* the sender's own address */
		CHECK(memcmp(buf, "hi", 2) == 0);
		CHECK_INT(2, ox_recv(member, buf, sizeof buf, 0));
	}
	CHECK(memcmp(buf, "me", 2) == 0);
	enter_host(0);
	CHECK_OK(ox_group_leave(member, group, "eth0", source));
}

int main(void)
{
	static const char *const own4 = "udp://192.0.2.1:%d", *const own6 = "udp://[2001:db8::1]:%d";
	int other;

	needs_true_control_messages();
	needs_option(AF_INET, SOCK_DGRAM, IPPROTO_IP, MCAST_JOIN_SOURCE_GROUP);
	make_two_hosts();
	member = udp_of_host(0, &port);
	sender = udp_of_host(1, &other);
	host_runs("ip route add 232.0.0.0/8 dev eth0");
	takes_one_source("232.1.2.3", "udp://232.1.2.3:%d", "192.0.2.2", own4);
	takes_one_source("232.1.2.3", "udp://232.1.2.3:%d", "192.0.2.99", own4);
	takes_one_source("ff3e::123", "udp://[ff3e::123]:%d", "2001:db8::2", own6);
	takes_one_source("ff3e::123", "udp://[ff3e::123]:%d", "2001:db8::99", own6);
	return 0;
}
