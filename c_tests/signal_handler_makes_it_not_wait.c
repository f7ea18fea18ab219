/* A signal handler sets O_NONBLOCK on the handle of the call that it has interrupted. The call is
   restarted after the handler, and so returns EAGAIN, as a system call does with SA_RESTART; with
   one thread and with two. A call with a deadline of its own goes on waiting. */
#include "handler_changes_call.h"

#include <fcntl.h>

static _Atomic int is_set;

static void set_nonblocking(int number)
{
	(void)number;
	CHECK_INT(0, ox_fcntl(s[0], F_SETFL, O_NONBLOCK));
	is_set = 1;
}

static int receive_whole(int handle)
{
	char byte;
	size_t count;

	return ox_recv_all(handle, &byte, 1, OX_FOREVER, &count);
}

static void with_a_deadline_of_its_own(void)
{
	struct blocked blocked;

	is_set = 0;
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
	interrupt_each_call(set_nonblocking);
	with_a_deadline_of_its_own();
	return 0;
}
