/*
 * UDP over IPv6: as over IPv4, with longer addresses.
 */
#include "dgram_loopback.h"

int main(void)
{
	struct sockaddr_in6 server_address, client_address, from;
	struct sockaddr *to_server = (struct sockaddr *)&server_address;
	socklen_t length = sizeof from;
	char buf[100];

	int server = bind_udp6(&server_address);
	int client = bind_udp6(&client_address);

	CHECK_INT(5, ox_sendto(client, "hello", 5, 0, to_server, sizeof server_address));

	CHECK_INT(5, ox_recvfrom(server, buf, sizeof buf, 0, (struct sockaddr *)&from, &length));
	CHECK(memcmp(buf, "hello", 5) == 0);
	CHECK_INT(sizeof from, length);
	CHECK(memcmp(&from, &client_address, sizeof from) == 0);
	CHECK_INT(0, from.sin6_scope_id); /* ::1 is the same on every interface */

	CHECK_INT(5, ox_sendto(server, buf, 5, 0, (struct sockaddr *)&from, length));

	CHECK_INT(5, ox_recvfrom(client, buf, sizeof buf, 0, (struct sockaddr *)&from, &length));
	CHECK(memcmp(buf, "hello", 5) == 0);
	CHECK(memcmp(&from, &server_address, sizeof from) == 0);

	CHECK_OK(ox_close(client));
	CHECK_OK(ox_close(server));
	return 0;
}
