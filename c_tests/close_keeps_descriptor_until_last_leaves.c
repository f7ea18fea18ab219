/* The descriptor number under a closed handle is not used again while a call on the handle has not
   returned yet. Here that call is held up by a signal handler. */
#include "close_blocked.h"

#include <fcntl.h>
#include <signal.h>

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

/* The number that the next descriptor of this process gets. */
static int next_descriptor(void)
{
	int fd = open("/dev/null", O_RDONLY);

	CHECK(fd >= 0 && close(fd) == 0);
	return fd;
}

int main(void)
{
	struct sigaction action;
	struct blocked blocked;
	int number, s;

	memset(&action, 0, sizeof action);
	action.sa_handler = hold;
	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	sem_init(&in_handler, 0, 0);
	sem_init(&may_leave, 0, 0);

	number = next_descriptor();
	s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	CHECK(next_descriptor() != number);

	block(&blocked, receive, s);
	CHECK_INT(0, pthread_kill(blocked.thread, SIGUSR1));
	await(&in_handler);
	CHECK_INT(0, ox_close(s));
	CHECK_ERR(EBADF, receive(s));
	CHECK(next_descriptor() != number);

	sem_post(&may_leave);
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK_INT(number, next_descriptor());
	return 0;
}
