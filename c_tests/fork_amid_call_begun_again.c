/* In a process with one thread, a signal handler that interrupts a call forks, and the system
   begins the call again in the child, too (SA_RESTART). There another handler closes the call's
   handle, and opens a socket that may get the same descriptor number: the call receives nothing
   from it. */
#include "close_in_handler.h"

static pid_t child = -1;

static void fork_now(int number)
{
	(void)number;
	child = fork();
}

static void handle(int number, void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};

	CHECK_INT(0, sigaction(number, &action, NULL));
}

/* The process that waits, and its child. */
static void receive(void)
{
	char byte;
	int received;

	alarm(10);
	handle(SIGUSR1, fork_now);
	handle(SIGUSR2, close_and_open);
	unix_pair(SOCK_STREAM, s);
	received = ox_recv(s[0], &byte, 1, 0);
	if (child != 0) {
		CHECK_INT(1, received);
		check_child(child);
		_exit(0);
	}
	CHECK_INT(-ECANCELED, received);
	check_next();
	CHECK_INT(1, ox_send(s[1], "x", 1, 0)); /* to the parent */
	_exit(0);
}

/* A process's only child. */
static pid_t child_of(pid_t process)
{
	char path[64];
	int found = 0;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)process, (int)process);
	if (access(path, R_OK) != 0)
		SKIP("the system does not tell of children");
	while (found == 0) {
		CHECK((file = fopen(path, "r")) != NULL);
		if (fscanf(file, "%d", &found) != 1)
			found = 0;
		fclose(file);
	}
	return found;
}

int main(void)
{
	pid_t waiting = CHECK_OK(fork());

	if (waiting == 0)
		receive();
	signal_when_asleep(waiting, SIGUSR1);
	signal_when_asleep(child_of(waiting), SIGUSR2);
	check_child(waiting);
	return 0;
}
