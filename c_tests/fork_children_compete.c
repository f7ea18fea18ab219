/* Children that compete for the connections of one listener each wait as if they were alone:
   one who comes too late for a connection waits for the next, and never hears of EAGAIN. */
#include "check.h"

enum { CHILDREN = 4, CONNECTIONS = 1000 };

/* Accept until a connection brings a byte, which means the end. */
static void serve(int listener)
{
	char byte;
	int s, received = 0;

	while (received == 0) {
		s = CHECK_OK(ox_accept(listener, NULL, NULL));
		CHECK_OK(received = ox_recv(s, &byte, 1, 0));
		CHECK_INT(0, ox_close(s));
	}
	_exit(0);
}

static void connect_and_send(const struct sockaddr_un *name, socklen_t length, int bytes)
{
	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));

	CHECK_INT(0, ox_connect(s, (const struct sockaddr *)name, length));
	if (bytes > 0)
		CHECK_INT(bytes, ox_send(s, "x", (size_t)bytes, 0));
	CHECK_INT(0, ox_close(s));
}

int main(void)
{
	struct sockaddr_un name;
	socklen_t length = sizeof name;
	pid_t children[CHILDREN];
	int i, listener = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));

	memset(&name, 0, sizeof name);
	name.sun_family = AF_UNIX;
	CHECK_INT(0, ox_bind(listener, (struct sockaddr *)&name, sizeof(sa_family_t)));
	CHECK_INT(0, ox_getsockname(listener, (struct sockaddr *)&name, &length));
	CHECK_INT(0, ox_listen(listener, 16));
	for (i = 0; i < CHILDREN; i++)
		if ((children[i] = fork()) == 0)
			serve(listener);
	CHECK_INT(0, ox_close(listener)); /* the name is good as long as a child listens */
	for (i = 0; i < CONNECTIONS; i++)
		connect_and_send(&name, length, 0);
	for (i = 0; i < CHILDREN; i++)
		connect_and_send(&name, length, 1);
	for (i = 0; i < CHILDREN; i++)
		check_child(children[i]);
	return 0;
}
