/* The sender's address that ox_recvfrom_address gives is of the type of its socket: for the peer of
   a UNIX stream or seqpacket socket it equals the address from ox_peer. */
#include "check.h"

static void receive_on(int type, const char *path, const char *endpoint)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	struct ox_address expected, sender;
	char byte = 'x', peer[OX_TEXT_MAX];
	int listener = CHECK_OK(ox_socket(AF_UNIX, type, 0));
	int client = CHECK_OK(ox_socket(AF_UNIX, type, 0)), server;
	socklen_t length = sizeof at;

	CHECK_INT(0, ox_bind(listener, (struct sockaddr *)&at, sizeof(sa_family_t)));
	CHECK_INT(0, ox_listen(listener, 1));
	CHECK_INT(0, ox_getsockname(listener, (struct sockaddr *)&at, &length));
	CHECK_OK(ox_address_parse(&expected, endpoint));
	CHECK_INT(0, ox_bind_address(client, &expected));
	CHECK_INT(0, unlink(path));
	CHECK_INT(0, ox_connect(client, (struct sockaddr *)&at, length));
	server = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(1, ox_write(client, &byte, 1));

	CHECK_INT(1, ox_recvfrom_address(server, &byte, 1, 0, &sender));
	CHECK_INT(type, ox_address_type(&sender));
	CHECK_INT(1, ox_address_equal(&expected, &sender));
	CHECK_OK(ox_peer(server, peer, sizeof peer));
	CHECK(strcmp(endpoint, peer) == 0);
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(listener));
}

int main(void)
{
	struct sockaddr_un client;
	char endpoint[sizeof client.sun_path + 20];

	unix_path(&client, "client");
	snprintf(endpoint, sizeof endpoint, "unix:%s", client.sun_path);
	receive_on(SOCK_STREAM, client.sun_path, endpoint);
	snprintf(endpoint, sizeof endpoint, "unix-seqpacket:%s", client.sun_path);
	receive_on(SOCK_SEQPACKET, client.sun_path, endpoint);
	return 0;
}
