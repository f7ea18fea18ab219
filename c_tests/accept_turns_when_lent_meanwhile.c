/* The descriptor of a listener is lent while a thread waits in ox_accept. A second thread that
   calls ox_accept then does not accept the connection that the first has seen and is about to
   accept. */
#include "meddle.h"

static int listener;

static int come_second(int time, const struct seccomp_data *call)
{
	(void)call;
	if (time == 0) {
		CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, 0));
		CHECK_ERR(ETIMEDOUT, ox_accept(listener, NULL, NULL));
	}
	return GO_ON;
}

static int take(int s)
{
	static struct meddler meddler = {.number = SYS_accept4, .decide = come_second};

	meddle(&meddler);
	return ox_accept(s, NULL, NULL);
}

int main(void)
{
	struct sockaddr_in address;
	struct blocked first;
	int s;

	listener = listen_tcp4(&address);
	block(&first, take, listener);
	CHECK_OK(ox_fd(listener));
	s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_connect(s, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(result_of(&first));
	return 0;
}
