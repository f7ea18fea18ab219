/* A process forks while a closed handle still has a call inside, which a signal handler delays. In
   the child that call does not exist, and the descriptor is closed there. */
#include "close_blocked.h"

#include <signal.h>
#include <sys/stat.h>

static sem_t in_handler, may_leave;

static void hold(int number)
{
	(void)number;
	sem_post(&in_handler);
	await(&may_leave);
}

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

/* Nobody holds the other end of the connection any more. */
static void check_ended(int peer)
{
	struct pollfd entry = {peer, POLLIN, 0};
	char byte;

	CHECK_INT(1, ox_poll(&entry, 1, PROMPTLY));
	CHECK_INT(0, ox_recv(peer, &byte, 1, 0));
}

int main(void)
{
	struct sigaction action;
	struct blocked blocked;
	struct stat status;
	int fd, s[2];
	pid_t child;

	memset(&action, 0, sizeof action);
	action.sa_handler = hold;
	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	sem_init(&in_handler, 0, 0);
	sem_init(&may_leave, 0, 0);

	unix_pair(SOCK_STREAM, s);
	fd = CHECK_OK(ox_fd(s[0]));
	block(&blocked, receive, s[0]);
	CHECK_INT(0, pthread_kill(blocked.thread, SIGUSR1));
	await(&in_handler);
	CHECK_INT(0, ox_close(s[0]));
	if ((child = fork()) == 0) {
		CHECK_INT(-1, fstat(fd, &status));
		CHECK_INT(EBADF, errno);
		CHECK_ERR(EBADF, ox_close(s[0]));
		CHECK_INT(0, ox_available(s[1]));
		_exit(0);
	}
	check_child(child);
	CHECK_INT(0, fstat(fd, &status)); /* not here */
	sem_post(&may_leave);
	CHECK_ERR(ECANCELED, result_of(&blocked));
	check_ended(s[1]);
	return 0;
}
