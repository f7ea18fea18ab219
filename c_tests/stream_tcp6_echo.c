/* The life of a TCP connection over IPv6, and the name of its peer. */
#include "check.h"

static void *serve_one(void *arg)
{
	int listener = *(int *)arg;
	int s = CHECK_OK(ox_accept(listener, NULL, NULL));
	char buf[512];
	int n;
	while ((n = CHECK_OK(ox_read(s, buf, sizeof buf))) > 0)
		CHECK_INT(n, ox_write(s, buf, (size_t)n));
	CHECK_INT(0, ox_close(s));
	return NULL;
}

int main(void)
{
	int listener = CHECK_OK(ox_socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP));
	struct sockaddr_in6 addr = loopback6(0);
	socklen_t len = sizeof addr;
	if (ox_bind(listener, (struct sockaddr *)&addr, sizeof addr) == -EADDRNOTAVAIL)
		SKIP("no IPv6 on the loopback interface");
	CHECK_INT(0, ox_listen(listener, 5));
	CHECK_INT(0, ox_getsockname(listener, (struct sockaddr *)&addr, &len));
	CHECK_INT(sizeof addr, (int)len);

	pthread_t server;
	start_thread(&server, serve_one, &listener);

	int s = CHECK_OK(ox_socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP));
	CHECK_INT(0, ox_connect(s, (struct sockaddr *)&addr, sizeof addr));
	struct sockaddr_in6 peer;
	len = sizeof peer;
	CHECK_INT(0, ox_getpeername(s, (struct sockaddr *)&peer, &len));
	CHECK_INT(AF_INET6, peer.sin6_family);
	CHECK_INT(addr.sin6_port, peer.sin6_port);
	CHECK(IN6_IS_ADDR_LOOPBACK(&peer.sin6_addr));

	char buf[8];
	CHECK_INT(5, ox_write(s, "hello", 5));
	CHECK_INT(5, ox_recv(s, buf, 5, MSG_WAITALL));
	CHECK(memcmp(buf, "hello", 5) == 0);
	CHECK_INT(0, ox_close(s));
	CHECK_INT(0, pthread_join(server, NULL));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
