/* A TCP connection inherits a timeout that is set on its listener while a thread waits in
   ox_accept. */
#include "close_blocked.h"
#include "needs.h"

static int take(int listener)
{
	return ox_accept(listener, NULL, NULL);
}

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

int main(void)
{
	const struct timeval moment = {.tv_usec = 50000};
	struct sockaddr_in address;
	struct timeval inherited;
	socklen_t length = sizeof inherited;
	struct blocked accepting, receiving;
	int connection, s, listener = listen_tcp4(&address);

	needs_timeouts();
	block(&accepting, take, listener);
	CHECK_INT(0, ox_setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &moment, sizeof moment));
	s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_connect(s, (struct sockaddr *)&address, sizeof address));
	connection = CHECK_OK(result_of(&accepting));
	CHECK_INT(0, ox_getsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &inherited, &length));
	CHECK(inherited.tv_usec > 0);
	receiving.call = receive;
	receiving.s = connection;
	start_thread(&receiving.thread, blocked_run, &receiving);
	CHECK_ERR(EAGAIN, result_of(&receiving));
	return 0;
}
