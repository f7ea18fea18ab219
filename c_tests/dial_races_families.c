/* A host whose IPv6 address does not answer is reached by IPv4 a quarter of a second later
   (RFC 8305). The attempt that lost is closed, and no thread is left. */
#include "private_machine.h"

int main(void)
{
	struct sockaddr_in6 silent = loopback6(0);
	int port, listener, before, s;
	char endpoint[OX_TEXT_MAX];
	int64_t start, took;

	enter_private_machine();
	put_file("hosts", "::1 two.test\n127.0.0.1 two.test\n");
	port = deaf_listener((struct sockaddr *)&silent, sizeof silent);
	snprintf(endpoint, sizeof endpoint, "tcp://127.0.0.1:%d", port);
	listener = CHECK_OK(ox_listen_on(endpoint, 4));

	before = count_descriptors();
	start = ox_now();
	s = CHECK_OK(dial_port("two.test:%d", port, start + 5000000));
	took = ox_now() - start;
	CHECK(took >= 250000 && took < 2000000);
	CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(before + 2, count_descriptors());
	CHECK_INT(1, count_threads());

	CHECK_OK(ox_peer(s, endpoint, sizeof endpoint));
	CHECK(strstr(endpoint, "tcp://127.0.0.1:") == endpoint);
	return 0;
}
