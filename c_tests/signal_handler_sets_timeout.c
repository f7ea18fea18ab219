/* A signal handler sets SO_RCVTIMEO and SO_SNDTIMEO on the handle of the call that it has
   interrupted, which had none. The call is restarted after the handler, and so ends with the
   timeout, as a system call does with SA_RESTART; with one thread and with two. */
#include "signal_handler.h"

#include <sys/time.h>

static int s[2];

static void set_timeouts(int number)
{
	const struct timeval soon = {.tv_usec = 20000};

	(void)number;
	CHECK_INT(0, ox_setsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon));
	CHECK_INT(0, ox_setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof soon));
}

static int receive(int handle)
{
	char byte;

	return ox_recv(handle, &byte, 1, 0);
}

static int send_it(int handle)
{
	return ox_send(handle, "x", 1, 0);
}

static int take(int handle)
{
	return ox_accept(handle, NULL, NULL);
}

static void open_for(int (*call)(int))
{
	unix_pair(SOCK_STREAM, s);
	if (call == send_it)
		fill(s[0]);
	if (call == take)
		s[0] = listen_tcp4(NULL);
}

/* A process of one thread; a child signals it when it sleeps. */
static void with_one_thread(int (*call)(int))
{
	pid_t child, parent = getpid();

	open_for(call);
	if ((child = fork()) == 0) {
		signal_when_asleep(parent, SIGUSR1);
		_exit(0);
	}
	alarm(10);
	CHECK_ERR(EAGAIN, call(s[0]));
	alarm(0);
	check_child(child);
}

static void with_two_threads(int (*call)(int))
{
	struct blocked blocked;

	open_for(call);
	block(&blocked, call, s[0]);
	CHECK_INT(0, pthread_kill(blocked.thread, SIGUSR1));
	CHECK_ERR(EAGAIN, result_of(&blocked));
}

int main(void)
{
	int (*const calls[])(int) = {receive, send_it, take};
	const size_t count = sizeof calls / sizeof calls[0];
	struct sigaction action = {.sa_handler = set_timeouts, .sa_flags = SA_RESTART};
	size_t i;

	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	for (i = 0; i < count; i++)
		with_one_thread(calls[i]);
	for (i = 0; i < count; i++)
		with_two_threads(calls[i]);
	return 0;
}
