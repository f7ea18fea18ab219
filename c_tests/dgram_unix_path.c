/*
 * UNIX datagrams between files: both sides bind a path, or the answer has nowhere to go. The
 * files stay when the sockets are closed.
 */
#include "check.h"

int main(void)
{
	struct sockaddr_un server_address, client_address, from;
	struct sockaddr *to_server = (struct sockaddr *)&server_address;
	socklen_t length = sizeof from;
	char buf[100];

	int server = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));
	int client = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));

	unix_path(&server_address, "server");
	unix_path(&client_address, "client");
	CHECK_OK(ox_bind(server, to_server, sizeof server_address));

	/* A sender without a name arrives with an address of length 0. */
	CHECK_INT(2, ox_sendto(client, "??", 2, 0, to_server, sizeof server_address));
	CHECK_INT(2, ox_recvfrom(server, buf, sizeof buf, 0, (struct sockaddr *)&from, &length));
	CHECK_INT(0, length);

	CHECK_OK(ox_bind(client, (struct sockaddr *)&client_address, sizeof client_address));
	CHECK_INT(5, ox_sendto(client, "hello", 5, 0, to_server, sizeof server_address));
	length = sizeof from;
	CHECK_INT(5, ox_recvfrom(server, buf, sizeof buf, 0, (struct sockaddr *)&from, &length));
	CHECK(strcmp(from.sun_path, client_address.sun_path) == 0);
	CHECK_INT(offsetof(struct sockaddr_un, sun_path) + strlen(from.sun_path) + 1, length);

	CHECK_INT(5, ox_sendto(server, buf, 5, 0, (struct sockaddr *)&from, length));
	CHECK_INT(5, ox_recv(client, buf, sizeof buf, 0));
	CHECK(memcmp(buf, "hello", 5) == 0);

	CHECK_OK(ox_close(server));
	CHECK_INT(0, access(server_address.sun_path, F_OK));
	CHECK_ERR(ECONNREFUSED, ox_sendto(client, "?", 1, 0, to_server, sizeof server_address));
	CHECK_INT(0, unlink(server_address.sun_path));
	CHECK_ERR(ENOENT, ox_sendto(client, "?", 1, 0, to_server, sizeof server_address));

	CHECK_OK(ox_close(client));
	return 0;
}
