/* If another program has the IPv6 half of a port, ox_listen_on at * fails. Serving the IPv4 half
   alone would look like success. */
#include "private_machine.h"

int main(void)
{
	int other = CHECK_OK(ox_socket(AF_INET6, SOCK_STREAM, 0)), on = 1;
	struct sockaddr_in6 any = loopback6(0);
	socklen_t length = sizeof any;
	char where[OX_TEXT_MAX];

	/* Where it is allowed, in a network where no other program can have the port. */
	if (unshare(CLONE_NEWNET) == 0) {
		CHECK_OK(ox_close(other));
		other = CHECK_OK(ox_socket(AF_INET6, SOCK_STREAM, 0));
	}
	any.sin6_addr = in6addr_any;
	CHECK_OK(ox_setsockopt(other, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on));
	CHECK_OK(ox_bind(other, (struct sockaddr *)&any, sizeof any));
	CHECK_OK(ox_listen(other, 1));
	CHECK_OK(ox_getsockname(other, (struct sockaddr *)&any, &length));

	snprintf(where, sizeof where, "*:%d", ntohs(any.sin6_port));
	CHECK_ERR(EADDRINUSE, ox_listen_on(where, 1));
	snprintf(where, sizeof where, "0.0.0.0:%d", ntohs(any.sin6_port));
	CHECK_OK(ox_listen_on(where, 1)); /* asked for, it is there */
	return 0;
}
