/* Connecting under SO_SNDTIMEO ends with EINPROGRESS at its time, also in a process with one thread
   in which signals are handled meanwhile, as it does without them. */
#include "close_blocked.h"
#include "needs.h"

#include <signal.h>
#include <sys/time.h>

static void nothing(int number)
{
	(void)number;
}

int main(void)
{
	const struct sigaction action = {.sa_handler = nothing, .sa_flags = SA_RESTART};
	const struct itimerval often = {{0, 5000}, {0, 5000}}, never = {{0, 0}, {0, 0}};
	const struct timeval timeout = {0, 100000};
	struct sockaddr_in address;
	int64_t before;
	int i, s, result, listener = listen_tcp4(&address);

	needs_timeouts();
	CHECK_INT(0, ox_listen(listener, 0));
	CHECK_INT(0, sigaction(SIGALRM, &action, NULL));
	for (i = 0; i < 10; i++) { /* until its queue is full */
		s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
		CHECK_INT(0, ox_setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout));
		before = ox_now();
		CHECK_INT(0, setitimer(ITIMER_REAL, &often, NULL));
		result = ox_connect(s, (struct sockaddr *)&address, sizeof address);
		CHECK_INT(0, setitimer(ITIMER_REAL, &never, NULL));
		if (result != 0)
			break;
	}
	CHECK_INT(-EINPROGRESS, result);
	CHECK(ox_now() - before >= 100000);
	CHECK(ox_now() - before < 2000000);
	return 0;
}
