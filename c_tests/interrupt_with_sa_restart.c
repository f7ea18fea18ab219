/* Calls on a handle with OX_INTERRUPTIBLE return EINTR when a signal handler has run, also one with
   SA_RESTART, whatever else the handle is set to; in a process with one thread and with two. */
#include "close_blocked.h"

#include <signal.h>

static void nothing(int number)
{
	(void)number;
}

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static int interruptible(int kind)
{
	const int on = 1;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_setsockopt(s[0], SOL_OX, OX_INTERRUPTIBLE, &on, sizeof on));
	if (kind == 1)
		CHECK_OK(ox_fd(s[0]));
	if (kind == 2)
		CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, ox_now() + 60000000));
	return s[0];
}

/* A child signals its parent until it is told to stop. */
static void with_one_thread(int kind)
{
	int s = interruptible(kind), stop[2];
	pid_t child, parent = getpid();
	struct pollfd told;

	CHECK_INT(0, pipe(stop));
	if ((child = fork()) == 0) {
		close(stop[1]);
		told.fd = stop[0];
		told.events = POLLIN;
		while (poll(&told, 1, 5) == 0)
			kill(parent, SIGUSR1);
		_exit(0);
	}
	close(stop[0]);
	CHECK_ERR(EINTR, receive(s));
	close(stop[1]);
	check_child(child);
}

static void with_two(int kind)
{
	struct blocked blocked;

	block(&blocked, receive, interruptible(kind));
	CHECK_INT(0, pthread_kill(blocked.thread, SIGUSR1));
	CHECK_ERR(EINTR, result_of(&blocked));
}

int main(void)
{
	struct sigaction action = {.sa_handler = nothing, .sa_flags = SA_RESTART};
	int kind;

	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	for (kind = 0; kind < 3; kind++)
		with_one_thread(kind);
	for (kind = 0; kind < 3; kind++)
		with_two(kind);
	return 0;
}
