/* Two threads wait for one connection of one socket: both are told that it is there, as by
   connect(2). */
#include "close_blocked.h"

static struct sockaddr_in address;

static int attempt(int s)
{
	return ox_connect(s, (struct sockaddr *)&address, sizeof address);
}

static int attempt_by_system(int s)
{
	return connect(ox_fd(s), (struct sockaddr *)&address, sizeof address) < 0 ? -errno : 0;
}

/* The listener's queue is full at first; its place is taken when both wait. */
static void both_connect(int (*call)(int s))
{
	int listener = listen_tcp4(&address), s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	int filler = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0)), i;
	struct blocked blocked[2];

	CHECK_INT(0, ox_listen(listener, 0));
	CHECK_INT(0, attempt(filler));
	for (i = 0; i < 2; i++)
		block(&blocked[i], call, s);
	CHECK_INT(0, ox_close(CHECK_OK(ox_accept(listener, NULL, NULL))));
	for (i = 0; i < 2; i++)
		CHECK_INT(0, result_of(&blocked[i]));
	CHECK_INT(0, ox_close(filler));
	CHECK_INT(0, ox_close(s));
	CHECK_INT(0, ox_close(listener));
}

int main(void)
{
	both_connect(attempt_by_system);
	both_connect(attempt);
	return 0;
}
