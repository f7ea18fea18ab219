/*
 * An abstract UNIX address starts with a zero byte, and every byte up to its length counts,
 * zeros among them. There is no file, and it is gone with its socket.
 */
#include "check.h"

/* A name that no other process has, with a zero byte in it; returns the address's length. */
static socklen_t abstract_name(struct sockaddr_un *address, char last)
{
	int length;

	memset(address, 0, sizeof *address);
	address->sun_family = AF_UNIX;
	length = snprintf(address->sun_path + 1, sizeof address->sun_path - 1, "oxsock-%d",
			  (int)getpid());
	address->sun_path[1 + length + 1] = last; /* after a zero byte */
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)length + 2);
}

int main(void)
{
	struct sockaddr_un server_address, client_address, from;
	struct sockaddr *to_server = (struct sockaddr *)&server_address;
	socklen_t length = abstract_name(&server_address, 's'), from_length = sizeof from;
	char buf[100];

	int server = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));
	int client = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));

	abstract_name(&client_address, 'c'); /* differs only after the zero byte */
	CHECK_OK(ox_bind(server, to_server, length));
	CHECK_ERR(EADDRINUSE, ox_bind(client, to_server, length));
	CHECK_OK(ox_bind(client, (struct sockaddr *)&client_address, length));

	CHECK_INT(5, ox_sendto(client, "hello", 5, 0, to_server, length));
	CHECK_INT(5, ox_recvfrom(server, buf, sizeof buf, 0, (struct sockaddr *)&from,
				 &from_length));
	CHECK(memcmp(buf, "hello", 5) == 0);
	CHECK_INT(length, from_length);
	CHECK(memcmp(&from, &client_address, length) == 0);

	CHECK_OK(ox_close(server));
	CHECK_ERR(ECONNREFUSED, ox_sendto(client, "?", 1, 0, to_server, length));

	CHECK_OK(ox_close(client));
	return 0;
}
