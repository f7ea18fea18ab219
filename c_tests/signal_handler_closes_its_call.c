/* A signal handler closes the handle of the call that it has interrupted, and opens a new socket,
   which may get the same descriptor number. The call returns ECANCELED at once, also with
   SA_RESTART, and receives nothing from the new socket; with one thread and with two. */
#include "close_in_handler.h"

/* The same in a thread that the handler starts. */
static void *close_in_thread(void *unused)
{
	close_and_open(0);
	return unused;
}

static void start_closer(int number)
{
	const int error = errno;
	pthread_t thread;

	(void)number;
	CHECK_INT(0, pthread_create(&thread, NULL, close_in_thread, NULL));
	CHECK_INT(0, pthread_join(thread, NULL));
	errno = error;
}

static int receive(int handle)
{
	char byte;

	return ox_recv(handle, &byte, 1, 0);
}

static int read_all(int handle)
{
	char bytes[8];

	return ox_recv(handle, bytes, sizeof bytes, MSG_WAITALL);
}

static int take(int handle)
{
	return ox_accept(handle, NULL, NULL);
}

static void open_first(int (*call)(int))
{
	if (call == take)
		s[0] = listen_tcp4(NULL);
	else
		unix_pair(SOCK_STREAM, s);
}

static void with_one_thread(int (*call)(int))
{
	open_first(call);
	CHECK_ERR(ECANCELED, result_when_signalled(call, s[0]));
	check_next();
}

static void with_two(int (*call)(int))
{
	open_first(call);
	CHECK_ERR(ECANCELED, result_in_thread_when_signalled(call, s[0]));
	check_next();
}

/* Each in a process of its own, which has one thread at first. */
static void in_all_ways(void (*handler)(int), int flags, int (*call)(int))
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
	pid_t child;

	if ((child = fork()) == 0) {
		CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
		with_one_thread(call);
		with_two(call);
		_exit(0);
	}
	check_child(child);
}

int main(void)
{
	int (*const calls[])(int) = {receive, read_all, take};
	int i, flags;

	for (i = 0; i < 3; i++) {
		for (flags = 0; flags < 2; flags++) {
			in_all_ways(close_and_open, flags ? SA_RESTART : 0, calls[i]);
			in_all_ways(start_closer, flags ? SA_RESTART : 0, calls[i]);
		}
	}
	return 0;
}
