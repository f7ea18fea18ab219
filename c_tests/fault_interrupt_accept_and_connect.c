/* Rules that interrupt every system call do not change the results of ox_accept, ox_connect and
   ox_poll. */
#include "check.h"

int main(void)
{
	struct sockaddr_in address;
	int listener = listen_tcp4(&address), client, server;
	struct pollfd entry = {.fd = listener, .events = POLLIN};

	CHECK_OK(ox_fault("any interrupt"));
	client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(1, ox_poll(&entry, 1, -1));
	server = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(1, ox_send(client, "x", 1, 0));
	entry.fd = server;
	CHECK_INT(1, ox_poll(&entry, 1, -1));
	return 0;
}
