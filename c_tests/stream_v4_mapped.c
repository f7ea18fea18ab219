/*
 * An IPv6 socket reaches an IPv4 listener through the address ::ffff:127.0.0.1, unless it is
 * IPV6_V6ONLY.
 */
#include "check.h"

int main(void)
{
	struct sockaddr_in addr, peer;
	int listener = listen_tcp4(&addr);
	struct sockaddr_in6 mapped = {.sin6_family = AF_INET6, .sin6_port = addr.sin_port};
	CHECK_INT(1, inet_pton(AF_INET6, "::ffff:127.0.0.1", &mapped.sin6_addr));

	int only = 0;
	int client = ox_socket(AF_INET6, SOCK_STREAM, 0);
	if (client == -EAFNOSUPPORT)
		SKIP("no IPv6 here");
	CHECK_OK(client);
	CHECK_INT(0, ox_setsockopt(client, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only));
	CHECK_INT(0, ox_connect(client, (struct sockaddr *)&mapped, sizeof mapped));

	socklen_t len = sizeof peer;
	int server = CHECK_OK(ox_accept(listener, (struct sockaddr *)&peer, &len));
	CHECK_INT(sizeof peer, len);
	CHECK_INT(AF_INET, peer.sin_family);
	struct sockaddr_in6 mine;
	len = sizeof mine;
	CHECK_INT(0, ox_getsockname(client, (struct sockaddr *)&mine, &len));
	CHECK(IN6_IS_ADDR_V4MAPPED(&mine.sin6_addr));
	CHECK_INT(peer.sin_port, mine.sin6_port);
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(server));

	only = 1;
	client = CHECK_OK(ox_socket(AF_INET6, SOCK_STREAM, 0));
	CHECK_INT(0, ox_setsockopt(client, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only));
	CHECK_ERR(ENETUNREACH, ox_connect(client, (struct sockaddr *)&mapped, sizeof mapped));
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
