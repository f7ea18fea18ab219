/* The same for IPv6. A socket that carries both gives IPv4 arrivals as IPv4 addresses, and a reply
 * reaches either. */
#include "extras_texts.h"
#include "needs.h"

#include <net/if.h>

static int open_server(int *port)
{
	struct sockaddr_in6 any;
	int s = ox_socket(AF_INET6, SOCK_DGRAM, 0);

	if (s == -EAFNOSUPPORT)
		SKIP("no IPv6 here");
	memset(&any, 0, sizeof any);
	any.sin6_family = AF_INET6;
	CHECK_OK(ox_option_set(s, "ip.v6only", 0));
	CHECK_OK(ox_bind(s, (struct sockaddr *)&any, sizeof any));
	CHECK_OK(ox_arrivals(s, 1));
	*port = port_of(s);
	return s;
}

static void is_told(int client, const char *format)
{
	struct ox_arrival arrival;
	char buf[10];
	int port, server = open_server(&port);

	printf("%s\n", format);
	CHECK_OK(ox_option_set(client, "ip.ttl", 44));
	CHECK_OK(ox_option_set(client, "ip.tos", 1));
	CHECK_INT(2, send_to(client, format, port, "hi"));
	CHECK_INT(2, ox_recv_arrival(server, buf, sizeof buf, 0, &arrival));
	check_address(&arrival.sender, format, port_of(client));
	check_address(&arrival.destination, format, port);
	CHECK_INT(if_nametoindex("lo"), arrival.ifindex);
	CHECK_INT(44, arrival.ttl);
	CHECK_INT(1, arrival.ecn);
	CHECK(arrival.time > 0);
	CHECK_INT(0, arrival.flags);
	CHECK_INT(6, ox_send_reply(server, "answer", 6, 0, &arrival));
	CHECK_INT(6, ox_recv(client, buf, sizeof buf, 0));
	CHECK_OK(ox_close(client));
	CHECK_OK(ox_close(server));
}

int main(void)
{
	needs_arrivals();
	is_told(bind_udp6(NULL), "udp://[::1]:%d");
	is_told(bind_udp4(NULL), "udp://127.0.0.1:%d");
	return 0;
}
