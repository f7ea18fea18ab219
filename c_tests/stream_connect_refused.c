/*
 * Nobody listens: ECONNREFUSED, over TCP at once, over UNIX when the file has no living socket.
 * A path without a file is ENOENT, and a socket of another type EPROTOTYPE.
 */
#include "check.h"

static void refused_over_tcp(void)
{
	/* A bound socket that does not listen keeps the port from everybody else. */
	int holder = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	struct sockaddr_in addr = loopback4(0);
	socklen_t len = sizeof addr;
	CHECK_INT(0, ox_bind(holder, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_getsockname(holder, (struct sockaddr *)&addr, &len));

	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_ERR(ECONNREFUSED, ox_connect(s, (struct sockaddr *)&addr, sizeof addr));

	/* The same socket may try again, once somebody listens. */
	CHECK_INT(0, ox_listen(holder, 1));
	CHECK_INT(0, ox_connect(s, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_close(s));
	CHECK_INT(0, ox_close(holder));
}

static void refused_over_unix(void)
{
	struct sockaddr_un addr;
	unix_path(&addr, "nobody");
	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_ERR(ENOENT, ox_connect(s, (struct sockaddr *)&addr, sizeof addr));

	int server = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_INT(0, ox_bind(server, (struct sockaddr *)&addr, sizeof addr));
	CHECK_ERR(ECONNREFUSED, ox_connect(s, (struct sockaddr *)&addr, sizeof addr));
	int packets = CHECK_OK(ox_socket(AF_UNIX, SOCK_SEQPACKET, 0));
	CHECK_INT(0, ox_listen(server, 1));
	CHECK_ERR(EPROTOTYPE, ox_connect(packets, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_connect(s, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_close(s));
	CHECK_INT(0, ox_close(packets));

	/* The file of a dead server refuses. */
	CHECK_INT(0, ox_close(server));
	s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_ERR(ECONNREFUSED, ox_connect(s, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_close(s));
}

int main(void)
{
	refused_over_tcp();
	refused_over_unix();
	return 0;
}
