/* A parent's thread is blocked in a call while a child closes the same handle: the thread
   notices nothing and gets what it was waiting for. */
#include "close_blocked.h"

static int receive(int s)
{
	char byte;
	int received = ox_recv(s, &byte, 1, 0);

	return received == 1 ? byte : received;
}

static int take(int s)
{
	return ox_accept(s, NULL, NULL);
}

static void close_in_child(int s)
{
	pid_t child = fork();

	if (child == 0) {
		CHECK_INT(0, ox_close(s));
		_exit(0);
	}
	check_child(child);
}

int main(void)
{
	struct sockaddr_in address;
	struct blocked receiver, late_receiver, accepter;
	int listener = listen_tcp4(&address);
	int client, s[2];

	tcp_pair(s);
	block(&receiver, receive, s[0]);
	block(&accepter, take, listener);
	close_in_child(s[0]);
	close_in_child(listener);
	block(&late_receiver, receive, s[0]);
	close_in_child(s[0]);

	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_INT('x', result_of(&receiver));
	CHECK_INT('x', result_of(&late_receiver));
	client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(result_of(&accepter));
	return 0;
}
