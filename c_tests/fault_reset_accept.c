/* A connection that died in the queue: ox_accept says so, and the listener goes on. */
#include "check.h"

int main(void)
{
	struct sockaddr_in address;
	int listener = listen_tcp4(&address), first, second;
	char byte;

	CHECK_OK(ox_fault("accept reset nth=1"));
	first = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(first, (struct sockaddr *)&address, sizeof address));
	second = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(second, (struct sockaddr *)&address, sizeof address));
	CHECK_ERR(ECONNABORTED, ox_accept(listener, NULL, NULL));
	CHECK_ERR(ECONNRESET, ox_recv(first, &byte, 1, 0));
	CHECK_OK(ox_close(CHECK_OK(ox_accept(listener, NULL, NULL))));
	return 0;
}
