/* A name server answers for one family and not for the other: dialling tries the known addresses
   after a short delay. */
#include "name_server.h"

static void dial_where_only(int type)
{
	struct sockaddr_in address4;
	struct sockaddr_in6 address6;
	struct ox_address found[4];
	char where[OX_TEXT_MAX];
	int64_t start;
	int port, s;
	pid_t child;

	if ((child = fork()) != 0) {
		check_child(child);
		return;
	}
	enter_private_machine();
	if (type == TYPE_A) {
		listen_tcp4(&address4);
		port = ntohs(address4.sin_port);
	} else {
		listen_tcp6(&address6);
		port = ntohs(address6.sin6_port);
	}
	start_one_family_server(type, 0);
	start = ox_now();
	s = CHECK_OK(dial_port("host.test:%d", port, start + 3000000));
	CHECK(ox_now() - start < 2500000);
	CHECK_OK(ox_peer(s, where, sizeof where));
	CHECK(strncmp(where, type == TYPE_A ? "tcp://127.0.0.1" : "tcp://[::1]", 11) == 0);

	/* To resolve is to wait for all until the deadline. */
	start = ox_now();
	CHECK_INT(1, ox_resolve("host.test:80", found, 4, start + 500000));
	CHECK(ox_now() - start >= 500000);
	CHECK_INT(type == TYPE_A ? AF_INET : AF_INET6, ox_address_family(&found[0]));
	exit(0);
}

int main(void)
{
	dial_where_only(TYPE_A);
	dial_where_only(TYPE_AAAA);
	return 0;
}
