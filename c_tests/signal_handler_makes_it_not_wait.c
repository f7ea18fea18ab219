/* A signal handler sets O_NONBLOCK on the handle of the call that it has interrupted. The call is
   restarted after the handler, and so returns EAGAIN, as a system call does with SA_RESTART; with
   one thread and with two. A call with a deadline of its own goes on waiting. */
#include "signal_handler.h"

#include <fcntl.h>

static int s[2];
static _Atomic int is_set;

static void set_nonblocking(int number)
{
	(void)number;
	CHECK_INT(0, ox_fcntl(s[0], F_SETFL, O_NONBLOCK));
	is_set = 1;
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

static int receive_whole(int handle)
{
	char byte;
	size_t count;

	return ox_recv_all(handle, &byte, 1, OX_FOREVER, &count);
}

static void open_for(int (*call)(int))
{
	unix_pair(SOCK_STREAM, s);
	if (call == send_it)
		fill(s[0]);
	if (call == take)
		s[0] = listen_tcp4(NULL);
	is_set = 0;
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

static void with_a_deadline_of_its_own(void)
{
	struct blocked blocked;

	open_for(receive_whole);
	block(&blocked, receive_whole, s[0]);
	CHECK_INT(0, pthread_kill(blocked.thread, SIGUSR1));
	while (!is_set)
		sched_yield();
	wait_until_blocked(blocked.tid);
	CHECK_INT(1, ox_write(s[1], "x", 1));
	CHECK_INT(0, result_of(&blocked));
}

int main(void)
{
	int (*const calls[])(int) = {receive, send_it, take};
	const size_t count = sizeof calls / sizeof calls[0];
	struct sigaction action = {.sa_handler = set_nonblocking, .sa_flags = SA_RESTART};
	size_t i;

	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	for (i = 0; i < count; i++)
		with_one_thread(calls[i]);
	for (i = 0; i < count; i++)
		with_two_threads(calls[i]);
	with_a_deadline_of_its_own();
	return 0;
}
