/*
 * Who does not ask for a port gets one from the system: at bind to port 0, and at connect
 * without a bind.
 */
#include "check.h"

static int port_of(int s)
{
	struct sockaddr_in name;
	socklen_t len = sizeof name;
	CHECK_INT(0, ox_getsockname(s, (struct sockaddr *)&name, &len));
	CHECK_INT(AF_INET, name.sin_family);
	return ntohs(name.sin_port);
}

int main(void)
{
	int server = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, port_of(server));
	struct sockaddr_in addr = loopback4(0);
	CHECK_INT(0, ox_bind(server, (struct sockaddr *)&addr, sizeof addr));
	CHECK(port_of(server) > 0);
	CHECK_ERR(EINVAL, ox_bind(server, (struct sockaddr *)&addr, sizeof addr)); /* it has a name */
	CHECK_INT(0, ox_listen(server, 2));

	addr = loopback4(port_of(server));
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, port_of(client));
	CHECK_INT(0, ox_connect(client, (struct sockaddr *)&addr, sizeof addr));
	CHECK(port_of(client) > 0);
	CHECK(port_of(client) != port_of(server));

	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(server));
	return 0;
}
