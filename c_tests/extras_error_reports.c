/* Error reports about sent datagrams: who reported which error, about which destination, and which
 * bytes came back. Over IPv4, IPv6, and IPv4 on an IPv6 socket; and what this machine itself
 * refused. */
#include "extras_two_hosts.h"
#include "needs.h"

static struct ox_error_report report;

/* Send to an address, and await a report of that. */
static void send_and_await(int s, const char *format, int port)
{
	struct pollfd entry = {s, 0, 0};
	char back[64] = "";

	CHECK_INT(5, send_to(s, format, port, "hello"));
	CHECK_INT(1, ox_poll(&entry, 1, 5000));
	CHECK(entry.revents & POLLERR);
	memset(&report, 0x55, sizeof report);
	CHECK_INT(5, ox_recv_error(s, back, sizeof back, &report));
	CHECK_INT(0, strcmp(back, "hello"));
	CHECK_ERR(EAGAIN, ox_recv_error(s, back, sizeof back, &report));
}

static void expect(const char *reporter, const char *to, int port, int error, int origin, int type,
		   int code)
{
	check_address(&report.reporter, reporter, 0);
	check_address(&report.destination, to, port);
	CHECK_INT(error, report.code);
	CHECK_INT(origin, report.origin);
	CHECK_INT(type, report.icmp_type);
	CHECK_INT(code, report.icmp_code);
}

static int asking(int family)
{
	int s = CHECK_OK(ox_socket(family, SOCK_DGRAM, 0));

	CHECK_INT(0, ox_error_reports(s, 1));
	return s;
}

static void over_v4(int family, const char *closed, const char *routed, const char *refused)
{
	int s = asking(family);

	send_and_await(s, closed, 9);
	expect("udp://192.0.2.2:%d", "udp://192.0.2.2:%d", 9, ECONNREFUSED, OX_ERROR_ICMP, 3, 3);
	send_and_await(s, refused, 33434);
	expect("udp://192.0.2.2:%d", "udp://198.51.100.1:%d", 33434, EHOSTUNREACH, OX_ERROR_ICMP, 3, 1);
	CHECK_OK(ox_option_set(s, "ip.ttl", 1));
	send_and_await(s, routed, 33435);
	expect("udp://192.0.2.2:%d", "udp://203.0.113.1:%d", 33435, EHOSTUNREACH, OX_ERROR_ICMP, 11, 0);
	CHECK_OK(ox_close(s));
}

static void over_v6(void)
{
	const int one = 1;
	int s = asking(AF_INET6);

	send_and_await(s, "udp://[2001:db8::2]:%d", 9);
	expect("udp://[2001:db8::2]:%d", "udp://[2001:db8::2]:%d", 9, ECONNREFUSED, OX_ERROR_ICMPV6, 1, 4);
	CHECK_OK(ox_setsockopt(s, IPPROTO_IPV6, IPV6_UNICAST_HOPS, &one, sizeof one));
	send_and_await(s, "udp://[2001:db8:2::1]:%d", 33436);
	expect("udp://[2001:db8::2]:%d", "udp://[2001:db8:2::1]:%d", 33436, EHOSTUNREACH,
	       OX_ERROR_ICMPV6, 3, 0);
	CHECK_OK(ox_close(s));
}

/* Too long for the first link, and not to be divided: nobody else has seen it. */
static void refused_here(void)
{
	const int always = IP_PMTUDISC_DO;
	static char bytes[2000];
	struct sockaddr_in there = loopback4(9);
	int s = asking(AF_INET);

	CHECK_INT(1, inet_pton(AF_INET, "192.0.2.2", &there.sin_addr));
	CHECK_OK(ox_setsockopt(s, IPPROTO_IP, IP_MTU_DISCOVER, &always, sizeof always));
	CHECK_ERR(EMSGSIZE, ox_sendto(s, bytes, sizeof bytes, 0, (struct sockaddr *)&there, sizeof there));
	CHECK_OK(ox_recv_error(s, bytes, sizeof bytes, &report));
	CHECK_INT(AF_UNSPEC, ox_address_family(&report.reporter));
	check_address(&report.destination, "udp://192.0.2.2:%d", 0); /* Linux has lost the port */
	CHECK_INT(EMSGSIZE, report.code);
	CHECK_INT(OX_ERROR_LOCAL, report.origin);
	CHECK_INT(1500, report.info);
	CHECK_OK(ox_close(s));
}

/* What is not asked for is not there; what has no such queue says so. */
static void not_asked_for(void)
{
	int s = asking(AF_INET), pair[2];
	char byte;

	CHECK_INT(0, ox_error_reports(s, 0));
	CHECK_INT(5, send_to(s, "udp://192.0.2.2:%d", 9, "hello"));
	CHECK_ERR(EAGAIN, ox_recv_error(s, &byte, 1, &report));
	CHECK_OK(ox_close(s));
	CHECK_ERR(EBADF, ox_recv_error(s, &byte, 1, &report));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
	CHECK_ERR(EOPNOTSUPP, ox_error_reports(pair[0], 1));
	CHECK_INT(1, ox_send(pair[1], "x", 1, 0));
	CHECK_ERR(EOPNOTSUPP, ox_recv_error(pair[0], &byte, 1, &report));
	CHECK_INT(1, ox_recv(pair[0], &byte, 1, 0));
}

int main(void)
{
	needs_error_reports();
	make_two_hosts();
	make_a_router();
	over_v4(AF_INET, "udp://192.0.2.2:%d", "udp://203.0.113.1:%d", "udp://198.51.100.1:%d");
	over_v6();
	over_v4(AF_INET6, "udp://[::ffff:192.0.2.2]:%d", "udp://[::ffff:203.0.113.1]:%d",
		"udp://[::ffff:198.51.100.1]:%d");
	refused_here();
	not_asked_for();
	return 0;
}
