/* When descriptors run out ox_accept says so; the connection stays in the queue for later. */
#include "check.h"

int main(void)
{
	struct sockaddr_in address;
	int listener = listen_tcp4(&address), client, server;
	char byte;

	CHECK_OK(ox_fault("accept error=EMFILE nth=1"));
	CHECK_OK(ox_fault("accept error=ENFILE nth=1"));
	client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	CHECK_ERR(EMFILE, ox_accept(listener, NULL, NULL));
	CHECK_ERR(ENFILE, ox_accept(listener, NULL, NULL)); /* the first rule hid that call from it */
	server = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(1, ox_send(client, "x", 1, 0));
	CHECK_INT(1, ox_recv(server, &byte, 1, 0));
	return 0;
}
