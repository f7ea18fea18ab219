/*
 * UDP over IPv4: a datagram goes to an address, arrives with its sender's, and the answer
 * goes there.
 */
#include "dgram_loopback.h"

int main(void)
{
	struct sockaddr_in server_address, client_address, from;
	struct sockaddr *to_server = (struct sockaddr *)&server_address;
	socklen_t length = sizeof from;
	char buf[100];

	int server = bind_udp4(&server_address);
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	/* The client is not bound: the first datagram that it sends gives it a port. */
	CHECK_INT(5, ox_sendto(client, "hello", 5, 0, to_server, sizeof server_address));
	CHECK_OK(ox_getsockname(client, (struct sockaddr *)&client_address, &length));
	CHECK(client_address.sin_port != 0);

	CHECK_INT(5, ox_recvfrom(server, buf, sizeof buf, 0, (struct sockaddr *)&from, &length));
	CHECK(memcmp(buf, "hello", 5) == 0);
	CHECK_INT(sizeof from, length);
	CHECK_INT(AF_INET, from.sin_family);
	CHECK_INT(INADDR_LOOPBACK, ntohl(from.sin_addr.s_addr));
	CHECK_INT(client_address.sin_port, from.sin_port);

	CHECK_INT(5, ox_sendto(server, buf, 5, 0, (struct sockaddr *)&from, length));

	CHECK_INT(5, ox_recvfrom(client, buf, sizeof buf, 0, (struct sockaddr *)&from, &length));
	CHECK(memcmp(buf, "hello", 5) == 0);
	CHECK(memcmp(&from, &server_address, sizeof from) == 0);

	CHECK_OK(ox_close(client));
	CHECK_OK(ox_close(server));
	return 0;
}
