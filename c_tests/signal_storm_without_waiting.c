/* Signals that come all the time interrupt no call, also none that does not wait. */
#include "check.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>

static void nothing(int signal)
{
	(void)signal;
}

int main(void)
{
	const struct itimerval often = {{0, 50}, {0, 50}}, never = {{0, 0}, {0, 0}};
	struct sigaction action;
	struct pollfd entry;
	int listener = listen_tcp4(NULL), i;

	memset(&action, 0, sizeof action);
	action.sa_handler = nothing; /* without SA_RESTART */
	CHECK_INT(0, sigaction(SIGALRM, &action, NULL));
	CHECK_OK(ox_fcntl(listener, F_SETFL, O_NONBLOCK));
	entry.fd = listener;
	entry.events = POLLIN;
	CHECK_INT(0, setitimer(ITIMER_REAL, &often, NULL));
	for (i = 0; i < 500; i++) {
		CHECK_INT(0, ox_poll(&entry, 1, 0));
		CHECK_ERR(EAGAIN, ox_accept(listener, NULL, NULL));
	}
	CHECK_INT(0, setitimer(ITIMER_REAL, &never, NULL));
	return 0;
}
