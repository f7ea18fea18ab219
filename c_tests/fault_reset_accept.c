/* A connection that is aborted in the queue is skipped: ox_accept returns the next. */
#include "check.h"

int main(void)
{
	struct sockaddr_in address;
	int listener = listen_tcp4(&address), first, second, server;
	char byte;

	CHECK_OK(ox_fault("accept reset nth=1"));
	first = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(first, (struct sockaddr *)&address, sizeof address));
	second = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(second, (struct sockaddr *)&address, sizeof address));
	server = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_ERR(ECONNRESET, ox_recv(first, &byte, 1, 0));
	CHECK_INT(1, ox_send(second, "x", 1, 0));
	CHECK_INT(1, ox_recv(server, &byte, 1, 0));
	return 0;
}
