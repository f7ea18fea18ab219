/*
 * sendto with an address on a connected socket: UDP sends there this once and stays
 * connected; a UNIX seqpacket socket ignores the address.
 */
#include "dgram_loopback.h"

int main(void)
{
	struct sockaddr_in peer_address, other_address, name;
	struct sockaddr *other_to = (struct sockaddr *)&other_address;
	struct sockaddr_un elsewhere;
	socklen_t length = sizeof name;
	char buf[100];
	int sv[2];

	int s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	int peer = bind_udp4(&peer_address);
	int other = bind_udp4(&other_address);

	CHECK_OK(ox_connect(s, (struct sockaddr *)&peer_address, sizeof peer_address));
	CHECK_INT(5, ox_sendto(s, "aside", 5, 0, other_to, sizeof other_address));
	CHECK_INT(4, ox_send(s, "peer", 4, 0));

	CHECK_INT(5, ox_recv(other, buf, sizeof buf, 0));
	CHECK(memcmp(buf, "aside", 5) == 0);
	CHECK_INT(4, ox_recv(peer, buf, sizeof buf, 0));
	CHECK_OK(ox_getpeername(s, (struct sockaddr *)&name, &length));
	CHECK_INT(peer_address.sin_port, name.sin_port);

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sv));
	unix_path(&elsewhere, "elsewhere");
	CHECK_INT(1, ox_sendto(sv[0], "x", 1, 0, (struct sockaddr *)&elsewhere, sizeof elsewhere));
	CHECK_INT(1, ox_recv(sv[1], buf, sizeof buf, 0));

	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	CHECK_OK(ox_close(other));
	CHECK_OK(ox_close(peer));
	CHECK_OK(ox_close(s));
	return 0;
}
