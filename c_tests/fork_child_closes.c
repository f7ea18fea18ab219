/* A child closes inherited handles for itself: they are dead there, and alive in the parent,
   whose connections and listeners go on as if nothing had happened. */
#include "check.h"

static void close_all(int listener, const int s[2])
{
	char byte;

	CHECK_INT(0, ox_close(listener));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	CHECK_ERR(EBADF, ox_accept(listener, NULL, NULL));
	CHECK_ERR(EBADF, ox_recv(s[0], &byte, 1, 0));
	CHECK_ERR(EBADF, ox_close(s[1]));
	_exit(0);
}

int main(void)
{
	struct sockaddr_in address;
	int listener = listen_tcp4(&address);
	int client, server, s[2];
	char byte = 0;
	pid_t child;

	tcp_pair(s);
	if ((child = fork()) == 0)
		close_all(listener, s);
	check_child(child);

	CHECK_INT(1, ox_send(s[0], "x", 1, 0));
	CHECK_INT(1, ox_recv(s[1], &byte, 1, 0));
	CHECK_INT('x', byte);
	client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	server = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(listener));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
