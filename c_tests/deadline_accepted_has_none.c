/* A connection from ox_accept has no deadlines, whatever the listener's are. */
#include "deadline_time.h"

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

int main(void)
{
	struct sockaddr_in address;
	struct blocked blocked;
	int listener = listen_tcp4(&address);
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	int server;

	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(0, ox_deadline(listener, OX_BOTH, 0));
	server = CHECK_OK(ox_accept(listener, NULL, NULL));
	block(&blocked, receive, server);
	CHECK_INT(1, ox_send(client, "x", 1, 0));
	CHECK_INT(1, result_of(&blocked));
	return 0;
}
