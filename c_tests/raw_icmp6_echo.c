/*
 * A raw ICMPv6 socket pings ::1. Unlike IPv4, the kernel fills in the checksum, no IP header
 * arrives, and a filter keeps out all types but those wanted.
 */
#include "check.h"

#include <netinet/icmp6.h>

struct echo {
	struct icmp6_hdr header;
	char data[16];
};

int main(void)
{
	struct sockaddr_in6 target = loopback6(0), from;
	socklen_t length = sizeof from;
	struct icmp6_filter filter;
	struct echo request, reply;
	int s = ox_socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);

	if (s == -EPERM)
		SKIP("needs CAP_NET_RAW");
	if (s == -EAFNOSUPPORT)
		SKIP("no IPv6 here");
	CHECK_OK(s);
	ICMP6_FILTER_SETBLOCKALL(&filter);
	ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
	CHECK_OK(ox_setsockopt(s, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof filter));
	while (ox_recv(s, &reply, sizeof reply, MSG_DONTWAIT) >= 0)
		; /* what others were sent before there was a filter */

	memset(&request, 0, sizeof request);
	request.header.icmp6_type = ICMP6_ECHO_REQUEST;
	request.header.icmp6_id = htons((uint16_t)getpid());
	request.header.icmp6_seq = htons(1);
	snprintf(request.data, sizeof request.data, "%d", (int)getpid());

	CHECK_OK(ox_deadline(s, OX_RECEIVING, ox_now() + 5000000));
	if (ox_connect(s, (struct sockaddr *)&target, sizeof target) == -EADDRNOTAVAIL)
		SKIP("no IPv6 loopback here");
	CHECK_INT(sizeof request, ox_send(s, &request, sizeof request, 0));
	do {
		CHECK_OK(ox_recvfrom(s, &reply, sizeof reply, 0, (struct sockaddr *)&from,
				     &length));
		CHECK_INT(ICMP6_ECHO_REPLY, reply.header.icmp6_type);
	} while (reply.header.icmp6_id != request.header.icmp6_id ||
		 memcmp(reply.data, request.data, sizeof reply.data) != 0);

	CHECK_INT(request.header.icmp6_seq, reply.header.icmp6_seq);
	CHECK(reply.header.icmp6_cksum != 0);
	CHECK(memcmp(&from.sin6_addr, &in6addr_loopback, sizeof from.sin6_addr) == 0);
	CHECK_OK(ox_close(s));
	return 0;
}
