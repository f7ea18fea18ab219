/* A received datagram comes with its source and destination, interface, TTL, ECN bits and time of
 * arrival, if ox_arrivals has been called. */
#include "extras_texts.h"
#include "needs.h"

#include <net/if.h>

int main(void)
{
	struct ox_arrival arrival;
	struct timespec before, after;
	char buf[4];
	int server = bind_udp4(NULL), client = bind_udp4(NULL);
	int port = port_of(server);

	needs_arrivals();
	CHECK_INT(4, send_to(client, "udp://127.0.0.1:%d", port, "mute"));
	CHECK_INT(4, ox_recv_arrival(server, buf, sizeof buf, 0, &arrival));
	check_address(&arrival.sender, "udp://127.0.0.1:%d", port_of(client));
	CHECK_INT(AF_UNSPEC, ox_address_family(&arrival.destination));
	CHECK_INT(-1, arrival.ttl);
	CHECK_INT(-1, arrival.ecn);
	CHECK_INT(0, arrival.time);
	CHECK_INT(0, arrival.ifindex);
	CHECK_INT(0, arrival.flags);

	CHECK_OK(ox_arrivals(server, 1));
	CHECK_OK(ox_option_set(client, "ip.ttl", 33));
	CHECK_OK(ox_option_set(client, "ip.tos", 2));
	clock_gettime(CLOCK_REALTIME, &before);
	CHECK_INT(5, send_to(client, "udp://127.0.0.1:%d", port, "hello"));
	CHECK_INT(4, ox_recv_arrival(server, buf, sizeof buf, 0, &arrival));
	clock_gettime(CLOCK_REALTIME, &after);
	check_address(&arrival.sender, "udp://127.0.0.1:%d", port_of(client));
	check_address(&arrival.destination, "udp://127.0.0.1:%d", port);
	CHECK_INT(if_nametoindex("lo"), arrival.ifindex);
	CHECK_INT(33, arrival.ttl);
	CHECK_INT(2, arrival.ecn);
	CHECK_INT(OX_ARRIVAL_CUT_OFF, arrival.flags);
	CHECK(arrival.time >= before.tv_sec * INT64_C(1000000000) + before.tv_nsec);
	CHECK(arrival.time <= after.tv_sec * INT64_C(1000000000) + after.tv_nsec);

	CHECK_OK(ox_arrivals(server, 0));
	CHECK_INT(2, send_to(client, "udp://127.0.0.1:%d", port, "no"));
	CHECK_INT(2, ox_recv_arrival(server, buf, sizeof buf, 0, &arrival));
	CHECK_INT(-1, arrival.ttl);
	CHECK_ERR(EAGAIN, ox_recv_arrival(server, buf, sizeof buf, MSG_DONTWAIT, &arrival));
	CHECK_OK(ox_close(server));
	CHECK_OK(ox_close(client));
	return 0;
}
