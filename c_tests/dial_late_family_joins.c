/* The addresses of a family that become known late are tried too: when those of the other have
   failed, and when they do not answer. */
#include "name_server.h"

static void dial_by_late_ipv6(int is_deaf)
{
	struct sockaddr_in address4 = loopback4(0);
	struct sockaddr_in6 address6;
	char where[OX_TEXT_MAX];
	int port, s;
	pid_t child;

	if ((child = fork()) != 0) {
		check_child(child);
		return;
	}
	enter_private_machine();
	listen_tcp6(&address6);
	address4.sin_port = address6.sin6_port;
	if (is_deaf)
		deaf_listener((struct sockaddr *)&address4, sizeof address4);
	port = ntohs(address6.sin6_port);
	start_one_family_server(TYPE_A, 600);
	s = CHECK_OK(dial_port("host.test:%d", port, ox_now() + 10000000));
	CHECK_OK(ox_peer(s, where, sizeof where));
	CHECK(strncmp(where, "tcp://[::1]", 11) == 0);
	exit(0);
}

int main(void)
{
	dial_by_late_ipv6(0);
	dial_by_late_ipv6(1);
	return 0;
}
