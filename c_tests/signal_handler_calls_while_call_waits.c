/* A signal handler makes calls while the call that it has interrupted goes on. That call stays
   inside its handle: its descriptor's number is not used again until it has returned, wherever the
   handler's stack is. */
#include "close_blocked.h"

#include <signal.h>

static int s[2], other[2];
static int handled;

static void use_another(int number)
{
	char byte;

	(void)number;
	CHECK_INT(1, ox_send(other[0], "x", 1, 0));
	CHECK_INT(1, ox_recv(other[1], &byte, 1, 0));
	__atomic_fetch_add(&handled, 1, __ATOMIC_SEQ_CST);
}

static int receive(int handle)
{
	char room[65536];
	stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
	char byte;

	CHECK_INT(0, sigaltstack(&stack, NULL));
	return ox_recv(handle, &byte, 1, 0);
}

static void interrupt_and_close(int flags)
{
	struct sigaction action = {.sa_handler = use_another, .sa_flags = flags};
	struct blocked blocked;
	int i, fd;

	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	unix_pair(SOCK_STREAM, s);
	fd = CHECK_OK(ox_fd(s[0]));
	block(&blocked, receive, s[0]);
	for (i = 0; i < 10; i++) {
		int before = __atomic_load_n(&handled, __ATOMIC_SEQ_CST);

		CHECK_INT(0, pthread_kill(blocked.thread, SIGUSR1));
		while (__atomic_load_n(&handled, __ATOMIC_SEQ_CST) == before)
			sched_yield();
	}
	wait_until_blocked(blocked.tid);
	CHECK_ERR(EBUSY, ox_release(s[0])); /* it is inside still */
	CHECK_INT(fd, CHECK_OK(ox_fd(s[0])));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	unix_pair(SOCK_STREAM, other);
	interrupt_and_close(0);
	interrupt_and_close(SA_RESTART);
	interrupt_and_close(SA_ONSTACK);
	interrupt_and_close(SA_ONSTACK | SA_RESTART);
	return 0;
}
