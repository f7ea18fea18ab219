/* A listener is sent as a handle to a child process over a UNIX socket, and becomes a handle there:
 * the child serves a client of it. Closing it here does not disturb the child. */
#include "check.h"

static void serve(int s)
{
	int listener = -1, count = 1, client;
	char byte;

	CHECK_INT(1, ox_recv_handles(s, &byte, 1, &listener, &count));
	CHECK_INT(1, count);
	CHECK(listener >= OX_HANDLE_MIN);
	CHECK_INT(1, ox_send(s, "r", 1, 0));
	client = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(2, ox_write(client, "hi", 2));
	CHECK_OK(ox_close(client));
	CHECK_OK(ox_close(listener));
	exit(0);
}

int main(void)
{
	struct sockaddr_in address;
	int s[2], listener, client;
	char buf[2];
	pid_t child;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK((child = fork()) >= 0); /* before there is a listener to be inherited */
	if (child == 0)
		serve(s[1]);
	listener = listen_tcp4(&address);
	CHECK_INT(1, ox_send_handles(s[0], "h", 1, &listener, 1));
	CHECK_INT(1, ox_read(s[0], buf, 1));
	CHECK_OK(ox_close(listener));

	client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(0, ox_recv_all(client, buf, 2, ox_now() + 5000000, NULL));
	CHECK(memcmp(buf, "hi", 2) == 0);
	CHECK_OK(ox_close(client));
	check_child(child);
	CHECK_ERR(EBADF, ox_send_handles(s[0], "h", 1, &listener, 1)); /* it is dead */
	return 0;
}
