/*
 * SOCK_SEQPACKET over UNIX sockets: connections as a stream has, with an end, and message
 * boundaries as datagrams have.
 */
#include "check.h"

int main(void)
{
	struct sockaddr_un address;
	struct sockaddr *to = (struct sockaddr *)&address;
	char buf[100];

	int listener = CHECK_OK(ox_socket(AF_UNIX, SOCK_SEQPACKET, 0));
	int client = CHECK_OK(ox_socket(AF_UNIX, SOCK_SEQPACKET, 0));
	int server;

	unix_path(&address, "seqpacket");
	CHECK_OK(ox_bind(listener, to, sizeof address));
	CHECK_ERR(ECONNREFUSED, ox_connect(client, to, sizeof address));
	CHECK_OK(ox_listen(listener, 1));
	CHECK_ERR(ENOTCONN, ox_send(client, "x", 1, 0));
	CHECK_OK(ox_connect(client, to, sizeof address));
	server = CHECK_OK(ox_accept(listener, NULL, NULL));

	CHECK_INT(3, ox_write(client, "one", 3));
	CHECK_INT(5, ox_write(client, "three", 5));
	CHECK_INT(3, ox_read(server, buf, sizeof buf));
	CHECK_INT(5, ox_recv(server, buf, 2, MSG_TRUNC)); /* the rest of the message is lost */
	CHECK(memcmp(buf, "th", 2) == 0);
	CHECK_ERR(EAGAIN, ox_recv(server, buf, sizeof buf, MSG_DONTWAIT));

	CHECK_OK(ox_shutdown(client, SHUT_WR));
	CHECK_INT(0, ox_read(server, buf, sizeof buf));
	CHECK_INT(6, ox_write(server, "answer", 6));
	CHECK_INT(6, ox_read(client, buf, sizeof buf));

	CHECK_OK(ox_close(client));
	CHECK_ERR(EPIPE, ox_write(server, "x", 1)); /* and no SIGPIPE */
	CHECK_OK(ox_close(server));
	CHECK_OK(ox_close(listener));
	return 0;
}
