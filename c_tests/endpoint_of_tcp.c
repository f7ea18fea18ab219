/* A socket's own end and its peer's, as endpoints: what one calls local, the other calls peer. */
#include "address_text.h"

int main(void)
{
	struct sockaddr_in at;
	char expected[OX_TEXT_MAX], local[OX_TEXT_MAX], peer[OX_TEXT_MAX];
	int s[2], listener = listen_tcp4(&at);

	snprintf(expected, sizeof expected, "tcp://127.0.0.1:%d", ntohs(at.sin_port));
	check_end(expected, ox_local, listener);
	CHECK_ERR(ENOTCONN, ox_peer(listener, peer, sizeof peer));

	s[0] = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	check_end("tcp://0.0.0.0:0", ox_local, s[0]);
	CHECK_OK(ox_connect(s[0], (struct sockaddr *)&at, sizeof at));
	s[1] = CHECK_OK(ox_accept(listener, NULL, NULL));
	check_end(expected, ox_peer, s[0]);
	check_end(expected, ox_local, s[1]);
	CHECK_OK(ox_local(s[0], local, sizeof local));
	CHECK_OK(ox_peer(s[1], peer, sizeof peer));
	check_text(local, peer);
	return 0;
}
