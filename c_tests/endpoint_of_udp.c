/* A datagram socket's ends: it has a peer once it is connected. */
#include "address_text.h"

int main(void)
{
	struct sockaddr_in at = loopback4(0);
	socklen_t length = sizeof at;
	char expected[OX_TEXT_MAX], text[OX_TEXT_MAX];
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	CHECK_OK(ox_bind(s, (struct sockaddr *)&at, sizeof at));
	CHECK_OK(ox_getsockname(s, (struct sockaddr *)&at, &length));
	snprintf(expected, sizeof expected, "udp://127.0.0.1:%d", ntohs(at.sin_port));
	check_end(expected, ox_local, s);
	CHECK_ERR(ENOTCONN, ox_peer(s, text, sizeof text));
	CHECK_OK(ox_connect(s, (struct sockaddr *)&at, sizeof at));
	check_end(expected, ox_peer, s);
	return 0;
}
