/* A numeric host never reaches the resolver: with a resolver that hangs, it is still dialled, and
   no look-up is made. */
#include "hanging_resolver.h"

int main(void)
{
	struct sockaddr_in address;
	int name_server;

	enter_private_machine();
	name_server = start_name_server();
	listen_tcp4(&address);
	CHECK_OK(dial_port("127.0.0.1:%d", ntohs(address.sin_port), OX_FOREVER));
	CHECK_OK(dial_port("127.0.0.1:%d", ntohs(address.sin_port), ox_now() + 5000000));
	CHECK_OK(ox_dial("udp://[::1]:9", OX_FOREVER));
	CHECK_OK(ox_listen_on("*:0", 1));
	CHECK(recv(name_server, &address, 1, MSG_DONTWAIT) < 0);
	CHECK_INT(EAGAIN, errno);
	return 0;
}
