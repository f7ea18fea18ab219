/* Where both families answer, the one that the system prefers is used, which is IPv6 where it
   works; the other is not even tried. */
#include "private_machine.h"

int main(void)
{
	int listener, other, s;
	char endpoint[OX_TEXT_MAX];
	const char *port;

	enter_private_machine();
	put_file("hosts", "127.0.0.1 two.test\n::1 two.test\n");
	listener = CHECK_OK(ox_listen_on("[::1]:0", 4));
	CHECK_OK(ox_local(listener, endpoint, sizeof endpoint));
	port = strrchr(endpoint, ':') + 1;
	s = atoi(port);
	snprintf(endpoint, sizeof endpoint, "127.0.0.1:%d", s);
	other = CHECK_OK(ox_listen_on(endpoint, 4));

	s = CHECK_OK(dial_port("two.test:%d", s, ox_now() + 5000000));
	CHECK_OK(ox_peer(s, endpoint, sizeof endpoint));
	CHECK(strstr(endpoint, "tcp://[::1]:") == endpoint);
	CHECK_INT(0, ox_deadline(other, OX_RECEIVING, 0));
	CHECK_ERR(ETIMEDOUT, ox_accept(other, NULL, NULL));
	return 0;
}
