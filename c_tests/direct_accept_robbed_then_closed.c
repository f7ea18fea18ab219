/* A connection that ox_accept has seen is taken away by another thread, so that it blocks after
   all. Closing the listener then wakes it as ever. */
#include "meddle.h"

static int listener;

static int rob(int time, const struct seccomp_data *call)
{
	(void)call;
	if (time == 0)
		CHECK_OK(ox_accept(listener, NULL, NULL));
	return GO_ON;
}

static int accept_robbed(int s)
{
	static struct meddler meddler = {.number = SYS_accept4, .decide = rob};

	meddle(&meddler);
	return ox_accept(s, NULL, NULL);
}

int main(void)
{
	struct blocked blocked;
	struct sockaddr_in address;
	struct pollfd queue;
	int client;

	listener = listen_tcp4(&address);
	client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	block(&blocked, accept_robbed, listener);
	queue.fd = listener;
	queue.events = POLLIN;
	while (CHECK_OK(ox_poll(&queue, 1, 0)) > 0)
		; /* until it has been robbed */
	CHECK_INT(SYS_accept4, system_call_of(&blocked));
	CHECK_INT(0, ox_close(listener));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	return 0;
}
