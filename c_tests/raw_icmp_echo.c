/*
 * A raw ICMP socket pings 127.0.0.1: the request is built with its checksum, and the reply
 * arrives with the IP header before it. A raw socket hears all ICMP, so the reply has to be
 * picked out.
 */
#include "check.h"

#include <netinet/ip.h>
#include <netinet/ip_icmp.h>

struct echo {
	struct icmphdr header;
	char data[16];
};

/* The checksum of the Internet protocols: the complement of the sum in one's complement. */
static uint16_t checksum(const void *bytes, size_t length)
{
	const uint8_t *byte = (const uint8_t *)bytes;
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i + 1 < length; i += 2)
		sum += (uint32_t)(byte[i] << 8 | byte[i + 1]);
	while (sum >> 16)
		sum = (sum & 0xFFFF) + (sum >> 16);
	return htons((uint16_t)~sum);
}

static struct echo make_request(void)
{
	struct echo request;

	memset(&request, 0, sizeof request);
	request.header.type = ICMP_ECHO;
	request.header.un.echo.id = htons((uint16_t)getpid());
	request.header.un.echo.sequence = htons(1);
	snprintf(request.data, sizeof request.data, "%d", (int)getpid());
	request.header.checksum = checksum(&request, sizeof request);
	return request;
}

/* Whether these bytes are an IP packet with the reply to the request. */
static int is_reply(const char *packet, size_t length, const struct echo *request)
{
	struct iphdr ip;
	struct echo reply;

	memcpy(&ip, packet, sizeof ip);
	if (ip.protocol != IPPROTO_ICMP || length != ip.ihl * 4u + sizeof reply)
		return 0;
	memcpy(&reply, packet + ip.ihl * 4u, sizeof reply);
	return reply.header.type == ICMP_ECHOREPLY &&
	       reply.header.un.echo.id == request->header.un.echo.id &&
	       reply.header.un.echo.sequence == request->header.un.echo.sequence &&
	       memcmp(reply.data, request->data, sizeof reply.data) == 0 &&
	       checksum(&reply, sizeof reply) == 0;
}

int main(void)
{
	struct sockaddr_in target = loopback4(0), from;
	struct echo request = make_request();
	socklen_t length = sizeof from;
	char packet[1500];
	int got, s = ox_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);

	if (s == -EPERM)
		SKIP("needs CAP_NET_RAW");
	CHECK_OK(s);
	CHECK_OK(ox_deadline(s, OX_RECEIVING, ox_now() + 5000000));
	CHECK_INT(sizeof request, ox_sendto(s, &request, sizeof request, 0,
					    (struct sockaddr *)&target, sizeof target));
	do
		got = CHECK_OK(ox_recvfrom(s, packet, sizeof packet, 0,
					   (struct sockaddr *)&from, &length));
	while (!is_reply(packet, (size_t)got, &request));

	CHECK_INT(INADDR_LOOPBACK, ntohl(from.sin_addr.s_addr));
	CHECK_OK(ox_close(s));
	return 0;
}
