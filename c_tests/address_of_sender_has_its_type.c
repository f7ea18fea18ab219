/* The sender's address that ox_recvfrom_address gives is of the type of its socket: that of a UNIX
   stream's or seqpacket socket's peer is the address that ox_peer tells. */
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
	unlink(path);
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
	char directory[] = "/tmp/oxsock-sender-XXXXXX", path[64], endpoint[96];

	CHECK(mkdtemp(directory) != NULL);
	snprintf(path, sizeof path, "%s/client", directory);
	snprintf(endpoint, sizeof endpoint, "unix:%s", path);
	receive_on(SOCK_STREAM, path, endpoint);
	snprintf(endpoint, sizeof endpoint, "unix-seqpacket:%s", path);
	receive_on(SOCK_SEQPACKET, path, endpoint);
	CHECK_INT(0, rmdir(directory));
	return 0;
}
