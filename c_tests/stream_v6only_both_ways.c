/*
 * IPV6_V6ONLY decides whether a listener on [::] takes IPv4 too. When it does, the port is taken
 * for both, and an IPv4 client shows as ::ffff:127.0.0.1.
 */
#include "check.h"

/* A socket on [::] with this IPV6_V6ONLY, listening at `port`; 0 lets the system choose. */
static int listen_any6(int v6only, in_port_t port, struct sockaddr_in6 *bound)
{
	socklen_t len = sizeof *bound;
	int s = ox_socket(AF_INET6, SOCK_STREAM, 0);
	if (s == -EAFNOSUPPORT)
		SKIP("no IPv6 here");
	CHECK_OK(s);
	CHECK_INT(0, ox_setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &v6only, sizeof v6only));
	memset(bound, 0, sizeof *bound);
	bound->sin6_family = AF_INET6;
	bound->sin6_port = port;
	int result = ox_bind(s, (struct sockaddr *)bound, sizeof *bound);
	if (result == 0) {
		CHECK_INT(0, ox_listen(s, 4));
		CHECK_INT(0, ox_getsockname(s, (struct sockaddr *)bound, &len));
		return s;
	}
	CHECK_INT(0, ox_close(s));
	return result;
}

static void both_families(void)
{
	struct sockaddr_in6 bound, peer;
	int listener = CHECK_OK(listen_any6(0, 0, &bound));
	struct sockaddr_in addr = loopback4(ntohs(bound.sin6_port));

	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_ERR(EADDRINUSE, ox_bind(client, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_connect(client, (struct sockaddr *)&addr, sizeof addr));
	socklen_t len = sizeof peer;
	int server = CHECK_OK(ox_accept(listener, (struct sockaddr *)&peer, &len));
	CHECK_INT(AF_INET6, peer.sin6_family);
	CHECK(IN6_IS_ADDR_V4MAPPED(&peer.sin6_addr));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(listener));
}

static void six_alone(void)
{
	/* An IPv4 socket that has the port, and does not listen, shows that the two are apart. */
	int holder = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	struct sockaddr_in addr = loopback4(0);
	socklen_t len = sizeof addr;
	CHECK_INT(0, ox_bind(holder, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_getsockname(holder, (struct sockaddr *)&addr, &len));

	struct sockaddr_in6 bound;
	CHECK_ERR(EADDRINUSE, listen_any6(0, addr.sin_port, &bound));
	int listener = listen_any6(1, addr.sin_port, &bound);
	if (listener == -EADDRINUSE)
		SKIP("another program has the same port on IPv6");
	CHECK_OK(listener);
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_ERR(ECONNREFUSED, ox_connect(client, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_close(client));

	struct sockaddr_in6 addr6 = loopback6(ntohs(bound.sin6_port));
	client = CHECK_OK(ox_socket(AF_INET6, SOCK_STREAM, 0));
	CHECK_INT(0, ox_connect(client, (struct sockaddr *)&addr6, sizeof addr6));
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(listener));
	CHECK_INT(0, ox_close(holder));
}

int main(void)
{
	both_families();
	six_alone();
	return 0;
}
