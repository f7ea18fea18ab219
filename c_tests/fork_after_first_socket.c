/* A process forks right after its first socket: the child closes it although a thread of the parent
   was blocked in a call on it, and the descriptor is closed at once. */
#include "close_blocked.h"

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

int main(void)
{
	struct sockaddr_in address = loopback4(0);
	struct blocked blocked;
	pid_t child;
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	int lowest = dup(0);

	close(lowest);
	CHECK_OK(ox_bind(s, (struct sockaddr *)&address, sizeof address));
	block(&blocked, receive, s);
	if ((child = fork()) == 0) {
		CHECK_INT(0, ox_close(s));
		CHECK(dup(0) < lowest);
		_exit(0);
	}
	check_child(child);
	CHECK_INT(0, ox_close(s));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	return 0;
}
