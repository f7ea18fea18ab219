/* A parent and its child share a listener. The parent closes it: its own threads that wait in
   ox_accept, since before the fork or since after it, are woken, and the child goes on
   accepting. (A shutdown, the usual way to wake them, would end the listener for both.) */
#include "close_blocked.h"

static int take(int s)
{
	return ox_accept(s, NULL, NULL);
}

static void greet_one(int listener)
{
	int s = CHECK_OK(ox_accept(listener, NULL, NULL));

	CHECK_INT(5, ox_send(s, "hello", 5, 0));
	_exit(0);
}

int main(void)
{
	struct sockaddr_in address;
	struct blocked before, after;
	char greeting[5];
	int client, listener = listen_tcp4(&address);
	pid_t child;

	block(&before, take, listener);
	/* The child begins to accept only after the parent has closed. */
	int go[2];
	CHECK_INT(0, pipe(go));
	if ((child = fork()) == 0) {
		close(go[1]);
		CHECK_INT(0, read(go[0], greeting, 1));
		greet_one(listener);
	}
	block(&after, take, listener);
	CHECK_INT(0, ox_close(listener));
	CHECK_ERR(ECANCELED, result_of(&before));
	CHECK_ERR(ECANCELED, result_of(&after));
	CHECK_INT(0, close(go[1]));

	client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(5, ox_recv(client, greeting, 5, MSG_WAITALL));
	CHECK_INT(0, ox_close(client));
	check_child(child);
	return 0;
}
