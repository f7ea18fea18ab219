/*
 * With IP_HDRINCL the program writes the IP header itself: a packet with a UDP header in it
 * reaches a UDP socket as any datagram, here from an address of the program's invention.
 */
#include "dgram_loopback.h"

#include <netinet/ip.h>
#include <netinet/udp.h>

struct packet {
	struct iphdr ip;
	struct udphdr udp;
	char data[8];
};

enum { SOURCE_ADDRESS = 0x7F010203, SOURCE_PORT = 9 }; /* 127.1.2.3 */

static struct packet make_packet(const struct sockaddr_in *to)
{
	struct packet packet;

	memset(&packet, 0, sizeof packet);
	packet.ip.version = 4;
	packet.ip.ihl = sizeof packet.ip / 4;
	packet.ip.ttl = 64;
	packet.ip.protocol = IPPROTO_UDP;
	packet.ip.saddr = htonl(SOURCE_ADDRESS);
	packet.ip.daddr = to->sin_addr.s_addr;
	/* The kernel fills in the length and the checksum of the IP header. */
	packet.udp.source = htons(SOURCE_PORT);
	packet.udp.dest = to->sin_port;
	packet.udp.len = htons(sizeof packet.udp + sizeof packet.data);
	packet.udp.check = 0; /* UDP over IPv4 may go without */
	memcpy(packet.data, "by hand", 8);
	return packet;
}

int main(void)
{
	struct sockaddr_in address, from;
	socklen_t length = sizeof from;
	struct packet packet;
	char buf[100];
	int on = 1;

	int receiver = bind_udp4(&address);
	int s = ox_socket(AF_INET, SOCK_RAW, IPPROTO_UDP);

	if (s == -EPERM)
		SKIP("needs CAP_NET_RAW");
	CHECK_OK(s);
	CHECK_OK(ox_setsockopt(s, IPPROTO_IP, IP_HDRINCL, &on, sizeof on));
	packet = make_packet(&address);
	CHECK_INT(sizeof packet, ox_sendto(s, &packet, sizeof packet, 0,
					   (struct sockaddr *)&address, sizeof address));

	CHECK_OK(ox_deadline(receiver, OX_RECEIVING, ox_now() + 5000000));
	CHECK_INT(8, ox_recvfrom(receiver, buf, sizeof buf, 0, (struct sockaddr *)&from, &length));
	CHECK(memcmp(buf, "by hand", 8) == 0);
	CHECK_INT(SOURCE_ADDRESS, ntohl(from.sin_addr.s_addr));
	CHECK_INT(SOURCE_PORT, ntohs(from.sin_port));

	CHECK_OK(ox_close(s));
	CHECK_OK(ox_close(receiver));
	return 0;
}
