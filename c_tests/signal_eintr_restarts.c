/* A signal handler, even one without SA_RESTART, does not end a call: it continues, and gets
   what it was waiting for. */
#include "signal_handler.h"

static struct sockaddr_in address;

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static int take(int s)
{
	return ox_accept(s, NULL, NULL);
}

static int send_three(int s)
{
	return ox_send(s, "xyz", 3, 0);
}

static int wait_for_input(int s)
{
	struct pollfd entry = {s, POLLIN, 0};

	return ox_poll(&entry, 1, -1);
}

/* Block the call on s, and let it be interrupted several times. */
static void block_and_interrupt(struct blocked *blocked, int (*call)(int s), int s)
{
	int i;

	block(blocked, call, s);
	for (i = 0; i < 5; i++)
		interrupt(blocked);
}

static void drain(int s)
{
	char bytes[4096];

	while (ox_recv(s, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
		;
}

int main(void)
{
	struct blocked blocked;
	int client, listener = listen_tcp4(&address);
	int s[2];

	count_signals(SIGUSR1);
	unix_pair(SOCK_STREAM, s);
	block_and_interrupt(&blocked, receive, s[0]);
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_INT(1, result_of(&blocked));

	block_and_interrupt(&blocked, wait_for_input, s[0]);
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_INT(1, result_of(&blocked));

	fill(s[0]);
	block_and_interrupt(&blocked, send_three, s[0]);
	drain(s[1]);
	CHECK_INT(3, result_of(&blocked));

	block_and_interrupt(&blocked, take, listener);
	client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(result_of(&blocked));
	return 0;
}
