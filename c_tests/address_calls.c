/* Binding, connecting, sending and receiving by addresses as values: a server answers its clients
 * without knowing their address family. */
#include "extras_texts.h"

/* The address of a socket's own end. */
static struct ox_address own_address(int s)
{
	struct ox_address address;
	char text[OX_TEXT_MAX];

	CHECK_OK(ox_local(s, text, sizeof text));
	CHECK_OK(ox_address_parse(&address, text));
	return address;
}

static void asks_and_is_answered(int domain, const char *server_at, const char *client_at)
{
	struct ox_address where = address_of(server_at, 0), asker, answerer;
	int server = ox_socket(domain, SOCK_DGRAM, 0), client;
	char bytes[8];

	if (server == -EAFNOSUPPORT)
		return;
	CHECK_OK(server);
	CHECK_INT(0, ox_bind_address(server, &where));
	if (ox_address_port(&where) == 0)
		where = address_of(client_at, port_of(server));
	client = CHECK_OK(ox_socket(ox_address_family(&where), SOCK_DGRAM, 0));
	CHECK_INT(3, ox_sendto_address(client, "who", 3, 0, &where));
	CHECK_INT(3, ox_recvfrom_address(server, bytes, sizeof bytes, 0, &asker));
	CHECK_INT(ox_address_family(&where), ox_address_family(&asker));
	CHECK_INT(2, ox_sendto_address(server, "me", 2, 0, &asker));
	CHECK_INT(2, ox_recvfrom_address(client, bytes, sizeof bytes, 0, &answerer));
	CHECK_INT(1, ox_address_equal(&where, &answerer));

	CHECK_INT(0, ox_connect_address(client, &where));
	CHECK_INT(4, ox_send(client, "more", 4, 0));
	CHECK_INT(4, ox_recvfrom_address(server, bytes, sizeof bytes, 0, NULL));
	CHECK_OK(ox_close(client));
	CHECK_OK(ox_close(server));
}

static void connects(void)
{
	struct ox_address where, none, from;
	int listener = CHECK_OK(ox_listen_on("127.0.0.1:0", 4)), s, accepted;
	char byte;

	where = own_address(listener);
	s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_connect_address(s, &where));
	accepted = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(1, ox_send(s, "x", 1, 0));
	CHECK_INT(1, ox_recvfrom_address(accepted, &byte, 1, 0, &from));
	CHECK_INT(AF_UNSPEC, ox_address_family(&from)); /* a stream's bytes have no sender */

	memset(&none, 0, sizeof none);
	CHECK_ERR(EINVAL, ox_bind_address(s, &none));
	CHECK_ERR(EINVAL, ox_connect_address(s, &none));
	CHECK_ERR(EINVAL, ox_sendto_address(s, "x", 1, 0, &none));
	CHECK_ERR(EADDRINUSE, ox_bind_address(CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0)), &where));
	CHECK_OK(ox_close(s));
	CHECK_ERR(EBADF, ox_connect_address(s, &where));
}

int main(void)
{
	char path[200];

	asks_and_is_answered(AF_INET, "udp://127.0.0.1:0", "udp://127.0.0.1:%d");
	asks_and_is_answered(AF_INET6, "udp://[::1]:0", "udp://[::1]:%d");
	asks_and_is_answered(AF_INET6, "udp://*:0", "udp://127.0.0.1:%d");
	connects();

	/* A UNIX client that can be answered is bound, too. */
	snprintf(path, sizeof path, "unix-dgram:%s/server", temp_dir());
	struct ox_address server_at = address_of(path, 0), client_at, from;
	int server = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));
	int client = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));
	char byte;

	snprintf(path, sizeof path, "unix-dgram:%s/client", temp_dir());
	client_at = address_of(path, 0);
	CHECK_INT(0, ox_bind_address(server, &server_at));
	CHECK_INT(1, ox_sendto_address(client, "x", 1, 0, &server_at));
	CHECK_INT(1, ox_recvfrom_address(server, &byte, 1, 0, &from));
	CHECK_INT(AF_UNSPEC, ox_address_family(&from));
	CHECK_INT(0, ox_bind_address(client, &client_at));
	CHECK_INT(1, ox_sendto_address(client, "y", 1, 0, &server_at));
	CHECK_INT(1, ox_recvfrom_address(server, &byte, 1, 0, &from));
	CHECK_INT(1, ox_address_equal(&from, &client_at));
	return 0;
}
