/*
 * An address of family AF_UNSPEC dissolves the connection of a datagram socket: it has no
 * peer any more, gives back the port that connecting had chosen, and hears everybody again.
 */
#include "dgram_loopback.h"

int main(void)
{
	struct sockaddr_in peer_address, name, any = loopback4(0);
	struct sockaddr none;
	socklen_t length = sizeof name;
	char buf[100];

	int s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	int peer = bind_udp4(&peer_address);
	int stranger = bind_udp4(NULL);

	CHECK_OK(ox_connect(s, (struct sockaddr *)&peer_address, sizeof peer_address));
	CHECK_OK(ox_getsockname(s, (struct sockaddr *)&name, &length));
	CHECK_INT(INADDR_LOOPBACK, ntohl(name.sin_addr.s_addr));
	CHECK(name.sin_port != 0);

	memset(&none, 0, sizeof none);
	none.sa_family = AF_UNSPEC;
	CHECK_OK(ox_connect(s, &none, sizeof none));
	CHECK_ERR(ENOTCONN, ox_getpeername(s, (struct sockaddr *)&name, &length));
	CHECK_OK(ox_getsockname(s, (struct sockaddr *)&name, &length));
	CHECK_INT(INADDR_ANY, ntohl(name.sin_addr.s_addr));
	CHECK_INT(0, name.sin_port);

	CHECK_OK(ox_bind(s, (struct sockaddr *)&any, sizeof any));
	CHECK_OK(ox_getsockname(s, (struct sockaddr *)&name, &length));
	CHECK_ERR(EDESTADDRREQ, ox_send(s, "x", 1, 0));
	CHECK_INT(5, ox_sendto(stranger, "hello", 5, 0, (struct sockaddr *)&name, length));
	CHECK_INT(5, ox_recv(s, buf, sizeof buf, 0));

	CHECK_OK(ox_close(stranger));
	CHECK_OK(ox_close(peer));
	CHECK_OK(ox_close(s));
	return 0;
}
