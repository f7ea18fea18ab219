/*
 * Connecting to an address of family AF_UNSPEC ends a TCP connection and leaves the socket as
 * it was before: the same handle may connect anew. The peer sees a reset.
 */
#include "check.h"

int main(void)
{
	struct sockaddr_in addr;
	int listener = listen_tcp4(&addr);
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_connect(client, (struct sockaddr *)&addr, sizeof addr));
	int server = CHECK_OK(ox_accept(listener, NULL, NULL));

	struct sockaddr nowhere = {.sa_family = AF_UNSPEC};
	CHECK_INT(0, ox_connect(client, &nowhere, sizeof nowhere));
	struct sockaddr_in peer;
	socklen_t len = sizeof peer;
	CHECK_ERR(ENOTCONN, ox_getpeername(client, (struct sockaddr *)&peer, &len));
	char buf[8];
	CHECK_ERR(ECONNRESET, ox_read(server, buf, sizeof buf));
	CHECK_INT(0, ox_close(server));

	CHECK_INT(0, ox_connect(client, (struct sockaddr *)&addr, sizeof addr));
	server = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(5, ox_write(client, "again", 5));
	CHECK_INT(5, ox_read(server, buf, sizeof buf));
	CHECK(memcmp(buf, "again", 5) == 0);
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
