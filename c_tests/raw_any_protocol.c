/*
 * A raw socket speaks any protocol of IP, here 253, which is free for experiments. bind gives
 * it an address to receive at, connect one to send to; there are no ports.
 */
#include "check.h"

#include <netinet/ip.h>

enum { EXPERIMENTAL = 253 };

/* A loopback address that no other process uses, so that nobody else's packets arrive. */
static struct sockaddr_in own_address(void)
{
	struct sockaddr_in address = loopback4(0);

	address.sin_addr.s_addr = htonl(0x7F000000 | ((uint32_t)getpid() & 0x7FFFFF) | 0x800000);
	return address;
}

int main(void)
{
	struct sockaddr_in address = own_address(), from;
	struct sockaddr *to = (struct sockaddr *)&address;
	socklen_t length = sizeof from;
	char packet[sizeof(struct iphdr) + 100];
	struct iphdr ip;
	int receiver, s = ox_socket(AF_INET, SOCK_RAW, EXPERIMENTAL);

	if (s == -EPERM)
		SKIP("needs CAP_NET_RAW");
	CHECK_OK(s);
	receiver = CHECK_OK(ox_socket(AF_INET, SOCK_RAW, EXPERIMENTAL));
	CHECK_OK(ox_bind(receiver, to, sizeof address));
	CHECK_OK(ox_connect(s, to, sizeof address));
	CHECK_INT(5, ox_send(s, "hello", 5, 0));

	CHECK_OK(ox_deadline(receiver, OX_RECEIVING, ox_now() + 5000000));
	CHECK_INT(sizeof ip + 5, ox_recvfrom(receiver, packet, sizeof packet, 0,
					     (struct sockaddr *)&from, &length));
	memcpy(&ip, packet, sizeof ip);
	CHECK_INT(EXPERIMENTAL, ip.protocol);
	CHECK_INT(sizeof ip + 5, ntohs(ip.tot_len));
	CHECK(ip.daddr == address.sin_addr.s_addr);
	CHECK(ip.saddr == from.sin_addr.s_addr);
	CHECK_INT(0, from.sin_port);
	CHECK(memcmp(packet + sizeof ip, "hello", 5) == 0);

	CHECK_OK(ox_close(s));
	CHECK_OK(ox_close(receiver));
	return 0;
}
