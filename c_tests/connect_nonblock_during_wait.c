/* O_NONBLOCK is set while ox_connect waits, and a signal is handled then: the call returns what the
   system's returns when it is restarted. */
#include "signal_handler.h"

#include <fcntl.h>

static struct sockaddr_in deaf;

static int attempt(int s)
{
	return ox_connect(s, (struct sockaddr *)&deaf, sizeof deaf);
}

static int attempt_by_system(int s)
{
	return connect(ox_fd(s), (struct sockaddr *)&deaf, sizeof deaf) < 0 ? -errno : 0;
}

static int result_after_change(int (*call)(int s), const struct timeval *timeout)
{
	struct blocked blocked;
	int result, s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));

	CHECK_OK(ox_setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, timeout, sizeof *timeout));
	block(&blocked, call, s);
	CHECK_OK(ox_fcntl(s, F_SETFL, O_NONBLOCK));
	CHECK_INT(0, pthread_kill(blocked.thread, SIGUSR1));
	result = result_of(&blocked);
	CHECK_OK(ox_close(s));
	return result;
}

int main(void)
{
	const struct sigaction action = {.sa_handler = signal_count, .sa_flags = SA_RESTART};
	const struct timeval never = {0, 0}, day = {86400, 0};
	int listener = listen_tcp4(&deaf), s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));

	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	CHECK_OK(ox_listen(listener, 0));
	CHECK_OK(attempt(s));
	CHECK_INT(result_after_change(attempt_by_system, &never),
		  result_after_change(attempt, &never));
	/* The system's call ends with EINTR then, which oxsock does not return. */
	CHECK_ERR(EINPROGRESS, result_after_change(attempt, &day));
	return 0;
}
