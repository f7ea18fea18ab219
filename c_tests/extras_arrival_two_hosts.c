/* Between two hosts: a server with two addresses learns to which one a datagram was sent, and
 * replies from that one; a broadcast is reported as sent to many, and answered from an address of
 * the server's own. For IPv4 and IPv6 alike. */
#include "extras_two_hosts.h"
#include "needs.h"

static int server, client, server_port;

static struct ox_arrival ask(const char *where)
{
	struct ox_arrival arrival;
	char buf[10];

	printf("%s\n", where);
	CHECK_INT(1, send_to(client, where, server_port, "?"));
	CHECK_INT(1, ox_recv_arrival(server, buf, sizeof buf, 0, &arrival));
	CHECK_INT(1, ox_send_reply(server, "!", 1, 0, &arrival));
	return arrival;
}

static void is_answered_from(const char *where)
{
	struct ox_arrival arrival;
	char buf[10];

	CHECK_INT(1, ox_recv_arrival(client, buf, sizeof buf, 0, &arrival));
	check_address(&arrival.sender, where, server_port);
}

int main(void)
{
	static const char *const addresses[] = {
		"udp://192.0.2.1:%d", "udp://192.0.2.11:%d",
		"udp://[2001:db8::1]:%d", "udp://[2001:db8::11]:%d"};
	struct ox_arrival arrival;
	int client_port, i;

	needs_arrivals();
	make_two_hosts();
	server = udp_of_host(0, &server_port);
	client = udp_of_host(1, &client_port);
	CHECK_OK(ox_arrivals(server, 1));
	for (i = 0; i < 4; i++) {
		arrival = ask(addresses[i]);
		check_address(&arrival.destination, addresses[i], server_port);
		CHECK_INT(0, arrival.flags);
		is_answered_from(addresses[i]);
	}
	CHECK_OK(ox_option_set(client, "socket.broadcast", 1));
	arrival = ask("udp://192.0.2.255:%d");
	check_address(&arrival.destination, "udp://192.0.2.255:%d", server_port);
	CHECK_INT(OX_ARRIVAL_TO_MANY, arrival.flags);
	is_answered_from(addresses[0]);
	return 0;
}
