/*
 * A connected datagram socket takes only what its peer sends; what had arrived from others
 * before it was connected stays in the queue.
 */
#include "dgram_loopback.h"

int main(void)
{
	struct sockaddr_in address, peer_address;
	struct sockaddr *to = (struct sockaddr *)&address;
	char buf[100];

	int s = bind_udp4(&address);
	int peer = bind_udp4(&peer_address);
	int stranger = bind_udp4(NULL);

	CHECK_INT(5, ox_sendto(stranger, "early", 5, 0, to, sizeof address));
	await_arrival(s);
	CHECK_OK(ox_connect(s, (struct sockaddr *)&peer_address, sizeof peer_address));
	CHECK_INT(4, ox_sendto(stranger, "late", 4, 0, to, sizeof address));
	CHECK_INT(4, ox_sendto(peer, "peer", 4, 0, to, sizeof address));

	CHECK_INT(5, ox_recv(s, buf, sizeof buf, 0));
	CHECK(memcmp(buf, "early", 5) == 0);
	CHECK_INT(4, ox_recv(s, buf, sizeof buf, 0));
	CHECK(memcmp(buf, "peer", 4) == 0);
	CHECK_ERR(EAGAIN, ox_recv(s, buf, sizeof buf, MSG_DONTWAIT));

	CHECK_OK(ox_close(stranger));
	CHECK_OK(ox_close(peer));
	CHECK_OK(ox_close(s));
	return 0;
}
