/* A fault rule delays accepting a connection that poll has reported, and meanwhile a signal handler
   forks for the first time: one of the two processes gets the connection, and the other waits no
   longer than until its deadline. On Linux 6.10 and later, without a seccomp filter. */
#include "traced_accept.h"

#include <sys/time.h>

static volatile pid_t child = -1;

static void fork_once(int number)
{
	int error = errno;

	signal(number, SIG_DFL);
	child = fork();
	alarm(10); /* in case it waits longer */
	errno = error;
}

int main(void)
{
	const struct itimerval soon = {.it_value.tv_usec = 20000};
	struct sockaddr_in address;
	int listener, client, accepted, status;

	needs_accept_at_once();
	listener = listen_tcp4(&address);
	client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_fault("accept delay=200ms"));

	signal(SIGALRM, fork_once);
	CHECK_INT(0, setitimer(ITIMER_REAL, &soon, NULL));
	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, ox_now() + 500000));
	accepted = ox_accept(listener, NULL, NULL);
	CHECK(accepted > 0 || accepted == -ETIMEDOUT);
	if (child == 0)
		_exit(accepted > 0);
	if (child < 0)
		SKIP("the signal came too late");
	CHECK_INT(child, waitpid(child, &status, 0));
	CHECK(WIFEXITED(status));
	CHECK_INT(1, (accepted > 0) + WEXITSTATUS(status));
	return 0;
}
