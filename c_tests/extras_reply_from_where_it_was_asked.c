/* A server that is bound to every address replies from the one to which the datagram was sent: the
 * client, which is connected to that one, would not receive a reply from another. */
#include "extras_texts.h"
#include "needs.h"

int main(void)
{
	struct sockaddr_in any = loopback4(0), asked = loopback4(0);
	struct ox_arrival arrival;
	char buf[10];
	int server = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	int client = bind_udp4(NULL);

	needs_arrivals();
	any.sin_addr.s_addr = htonl(INADDR_ANY);
	CHECK_OK(ox_bind(server, (struct sockaddr *)&any, sizeof any));
	CHECK_OK(ox_arrivals(server, 1));
	asked.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 6); /* 127.0.0.7 is this machine too */
	asked.sin_port = htons((uint16_t)port_of(server));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&asked, sizeof asked));
	CHECK_OK(ox_deadline(client, OX_RECEIVING, ox_now() + 5000000));

	CHECK_INT(2, ox_write(client, "q1", 2));
	CHECK_INT(2, ox_recv_arrival(server, buf, sizeof buf, 0, &arrival));
	check_address(&arrival.destination, "udp://127.0.0.7:%d", port_of(server));
	CHECK_INT(2, ox_send_reply(server, "a1", 2, 0, &arrival));
	CHECK_INT(2, ox_read(client, buf, sizeof buf));
	CHECK(memcmp(buf, "a1", 2) == 0);

	memset(&arrival, 0, sizeof arrival);
	CHECK_ERR(EDESTADDRREQ, ox_send_reply(server, "a2", 2, 0, &arrival));
	memset(&arrival, 0x55, sizeof arrival);
	CHECK_ERR(EINVAL, ox_send_reply(server, "a2", 2, 0, &arrival));
	CHECK_OK(ox_close(client));
	CHECK_OK(ox_close(server));
	return 0;
}
