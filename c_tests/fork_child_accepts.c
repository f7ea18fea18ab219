/* The preforking server: children that share a listener accept from it, each for itself, and
   the parent has closed it. */
#include "check.h"

enum { CHILDREN = 3 };

static void serve_one(int listener)
{
	int s = CHECK_OK(ox_accept(listener, NULL, NULL));
	pid_t self = getpid();

	CHECK_INT(sizeof self, ox_send(s, &self, sizeof self, 0));
	CHECK_INT(0, ox_close(s));
	CHECK_INT(0, ox_close(listener));
	_exit(0);
}

/* The process id that the server sends. */
static pid_t ask(const struct sockaddr_in *address)
{
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	pid_t server = 0;

	CHECK_OK(ox_connect(s, (const struct sockaddr *)address, sizeof *address));
	CHECK_INT(sizeof server, ox_recv(s, &server, sizeof server, MSG_WAITALL));
	CHECK_INT(0, ox_close(s));
	return server;
}

int main(void)
{
	struct sockaddr_in address;
	pid_t children[CHILDREN];
	int listener = listen_tcp4(&address);
	int i, k, answers[CHILDREN] = {0};

	for (i = 0; i < CHILDREN; i++)
		if ((children[i] = fork()) == 0)
			serve_one(listener);
	CHECK_INT(0, ox_close(listener));
	for (i = 0; i < CHILDREN; i++) {
		pid_t server = ask(&address);

		for (k = 0; k < CHILDREN; k++)
			answers[k] += children[k] == server;
	}
	for (i = 0; i < CHILDREN; i++) {
		CHECK_INT(1, answers[i]);
		check_child(children[i]);
	}
	return 0;
}
