/* An IPv4 client of a dual-stack listener shows as the IPv4 address that it is. */
#include "address_text.h"

int main(void)
{
	struct sockaddr_in6 any = loopback6(0);
	struct sockaddr_in at;
	socklen_t length = sizeof any;
	char expected[OX_TEXT_MAX];
	int off = 0, client, server, listener = ox_socket(AF_INET6, SOCK_STREAM, 0);

	if (listener == -EAFNOSUPPORT)
		SKIP("no IPv6 here");
	any.sin6_addr = in6addr_any;
	CHECK_OK(ox_setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off));
	CHECK_OK(ox_bind(listener, (struct sockaddr *)&any, sizeof any));
	CHECK_OK(ox_listen(listener, 1));
	CHECK_OK(ox_getsockname(listener, (struct sockaddr *)&any, &length));

	client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	at = loopback4(ntohs(any.sin6_port));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&at, sizeof at));
	server = CHECK_OK(ox_accept(listener, NULL, NULL));

	snprintf(expected, sizeof expected, "tcp://[::]:%d", ntohs(any.sin6_port));
	check_end(expected, ox_local, listener);
	snprintf(expected, sizeof expected, "tcp://127.0.0.1:%d", ntohs(any.sin6_port));
	check_end(expected, ox_local, server);
	CHECK_OK(ox_local(client, expected, sizeof expected));
	check_end(expected, ox_peer, server);
	return 0;
}
