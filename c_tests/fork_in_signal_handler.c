/* A signal handler that runs amid a call forks. In the child the handler returns too, and the
   call goes on there; afterwards the handle is as good as before. Closing it in the child gives
   the descriptor back, and leaves the parent's alone. */
#include "handle_count.h"
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

static int receive_and_close_in_child(int handle)
{
	int descriptors, received = receive(handle);

	if (child != 0)
		return received;
	CHECK_INT(1, received);
	CHECK_OK(ox_available(handle));
	descriptors = open_descriptors();
	CHECK_INT(0, ox_close(handle));
	CHECK_INT(descriptors - 1, open_descriptors());
	CHECK_ERR(EBADF, ox_close(handle));
	_exit(0);
}

int main(void)
{
	struct sigaction action;
	struct blocked blocked;

	memset(&action, 0, sizeof action);
	action.sa_handler = fork_now;
	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	unix_pair(SOCK_DGRAM, s);
	block(&blocked, receive_and_close_in_child, s[0]);
	interrupt(&blocked);
	CHECK_INT(1, ox_write(s[1], "x", 1));
	CHECK_INT(1, ox_write(s[1], "x", 1)); /* one for each */
	CHECK_INT(1, result_of(&blocked));
	CHECK(child > 0);
	check_child(child);
	CHECK_INT(1, ox_write(s[1], "x", 1));
	CHECK_INT(1, receive(s[0]));
	return 0;
}
