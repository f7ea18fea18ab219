/* A signal handler closes the handle of the call that it has interrupted, where a sandbox refuses
   the epoll instance that oxsock puts under the descriptor's number. No new socket gets the number
   until the call has left, and the call receives nothing from a new socket. */
#include "close_in_handler.h"
#include "refuses.h"

static void close_with_peer(int number)
{
	close_and_open(number);
	CHECK_INT(0, ox_close(s[1])); /* the call may wait for that */
}

static void receive(int flags, int error)
{
	struct sigaction action = {.sa_handler = close_with_peer, .sa_flags = flags};
	pid_t child, parent = getpid();
	char byte;

	alarm(10);
	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	unix_pair(SOCK_STREAM, s);
	child = CHECK_OK(fork());
	if (child == 0) {
		signal_when_asleep(parent, SIGUSR1);
		_exit(0);
	}
	refuse(SYS_epoll_create1, error);
	CHECK_ERR(ECANCELED, ox_recv(s[0], &byte, 1, 0));
	check_child(child);
	check_next();
	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	const int errors[] = {EPERM, ENOSYS}, flags[] = {0, SA_RESTART};
	int i;

	for (i = 0; i < 3; i++) {
		pid_t child = fork();

		if (child == 0) {
			receive(flags[i / 2], errors[i % 2]);
			exit(0);
		}
		check_child(child);
	}
	receive(flags[1], errors[1]);
	return 0;
}
