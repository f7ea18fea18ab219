/*
 * The side that closes first keeps the port for a while (TIME_WAIT): a server that starts again
 * gets EADDRINUSE, unless it said SO_REUSEADDR both times.
 */
#include "check.h"

/* Serve one connection, closing it before the client does. Returns the port. */
static int serve_and_end(int reuse)
{
	struct sockaddr_in addr = loopback4(0);
	socklen_t len = sizeof addr;
	int listener = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse));
	CHECK_INT(0, ox_bind(listener, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_listen(listener, 1));
	CHECK_INT(0, ox_getsockname(listener, (struct sockaddr *)&addr, &len));

	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_connect(client, (struct sockaddr *)&addr, sizeof addr));
	int server = CHECK_OK(ox_accept(listener, NULL, NULL));
	char byte;
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_read(client, &byte, 1));
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(listener));
	return ntohs(addr.sin_port);
}

static int start_again(int port, int reuse)
{
	struct sockaddr_in addr = loopback4(port);
	int listener = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse));
	int result = ox_bind(listener, (struct sockaddr *)&addr, sizeof addr);
	CHECK_INT(0, ox_close(listener));
	return result;
}

int main(void)
{
	int port = serve_and_end(1);
	CHECK_ERR(EADDRINUSE, start_again(port, 0));
	CHECK_INT(0, start_again(port, 1));

	/* A port with a living listener is not to be had either way. */
	struct sockaddr_in addr;
	int listener = listen_tcp4(&addr);
	CHECK_ERR(EADDRINUSE, start_again(ntohs(addr.sin_port), 1));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
