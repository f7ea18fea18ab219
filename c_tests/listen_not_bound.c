/*
 * Listening without a name: TCP takes a port of the system's choice at every address; UNIX,
 * where nobody could find it, refuses.
 */
#include "check.h"

int main(void)
{
	int listener = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_listen(listener, 1));
	struct sockaddr_in addr;
	socklen_t len = sizeof addr;
	CHECK_INT(0, ox_getsockname(listener, (struct sockaddr *)&addr, &len));
	CHECK_INT(INADDR_ANY, ntohl(addr.sin_addr.s_addr));
	CHECK(addr.sin_port != 0);

	struct sockaddr_in here = loopback4(ntohs(addr.sin_port));
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_connect(client, (struct sockaddr *)&here, sizeof here));
	int server = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(listener));

	const int types[] = {SOCK_STREAM, SOCK_SEQPACKET};
	for (int i = 0; i < 2; i++) {
		int s = CHECK_OK(ox_socket(AF_UNIX, types[i], 0));
		CHECK_ERR(EINVAL, ox_listen(s, 1));
		CHECK_INT(0, ox_close(s));
	}
	return 0;
}
