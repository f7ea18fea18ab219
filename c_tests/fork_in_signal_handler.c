/* A signal handler that runs amid a call forks. In the child the handler returns too, and the
   call goes on there; afterwards the handle is as good as before, and can be closed. */
#include "signal_handler.h"

static pid_t child = -1;
static int s[2];

static void fork_now(int number)
{
	child = fork();
	signal_count(number);
}

static int receive(int handle)
{
	char byte;

	return ox_recv(handle, &byte, 1, 0);
}

static int finish(int handle)
{
	int received = receive(handle);

	if (child != 0)
		return received;
	if (received != 1 || ox_available(handle) < 0 || ox_close(handle) != 0)
		_exit(1);
	_exit(ox_close(handle) == -EBADF ? 0 : 1);
}

int main(void)
{
	struct sigaction action;
	struct blocked blocked;

	memset(&action, 0, sizeof action);
	action.sa_handler = fork_now;
	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	unix_pair(SOCK_DGRAM, s);
	block(&blocked, finish, s[0]);
	interrupt(&blocked);
	CHECK_INT(1, ox_write(s[1], "x", 1));
	CHECK_INT(1, ox_write(s[1], "x", 1));
	CHECK_INT(1, result_of(&blocked));
	CHECK(child > 0);
	check_child(child);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECONNREFUSED, ox_write(s[1], "x", 1));
	return 0;
}
