/* A signal handler on an alternate stack with SS_AUTODISARM closes the handle of the call that it
   has interrupted. The call goes on when the handler has returned: until then its descriptor's
   number is no new socket's. The kernel does not report that the handler is on such a stack. */
#include "close_in_handler.h"

#include <sys/mman.h>

#ifndef SS_AUTODISARM
#define SS_AUTODISARM (1U << 31)
#endif

#define SIZE 65536

static void call_and_close(int number)
{
	char byte;

	CHECK_ERR(EAGAIN, ox_recv(s[1], &byte, 1, MSG_DONTWAIT)); /* another call of the thread */
	close_and_open(number);
}

static int receive(int handle)
{
	char byte;

	return ox_recv(handle, &byte, 1, 0);
}

/* A stack above this thread's, if only the lower halves of addresses are looked at. */
static void *stack_above(void)
{
	char here;
	uintptr_t wish = (uintptr_t)&here & ~(uintptr_t)0xFFFF;
	void *stack;

	wish = (wish + 0x40000000) & 0xFFFFFFFF;
#if UINTPTR_MAX > 0xFFFFFFFF
	wish |= (uintptr_t)0x2000 << 32;
#endif
	stack = mmap((void *)wish, SIZE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
	CHECK(stack != MAP_FAILED);
	return stack;
}

static int set_stack(void)
{
	stack_t stack = {.ss_sp = stack_above(), .ss_size = SIZE};

	stack.ss_flags = (int)SS_AUTODISARM;
	return sigaltstack(&stack, NULL);
}

static void *call(void *unused)
{
	CHECK_INT(0, set_stack());
	CHECK_ERR(ECANCELED, receive(s[0]));
	return unused;
}

int main(void)
{
	struct sigaction action = {.sa_handler = call_and_close,
				   .sa_flags = SA_ONSTACK | SA_RESTART};
	pthread_t thread;
	pid_t child, parent = getpid();
	int tid;

	NEEDS(set_stack() == 0);
	alarm(10);
	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	unix_pair(SOCK_STREAM, s);
	child = CHECK_OK(fork());
	if (child == 0) {
		signal_when_asleep(parent, SIGUSR1);
		_exit(0);
	}
	CHECK_ERR(ECANCELED, receive(s[0])); /* as the process's only thread */
	check_child(child);
	check_next();

	unix_pair(SOCK_STREAM, s);
	tid = start_thread(&thread, call, NULL);
	wait_until_blocked(tid);
	CHECK_INT(0, pthread_kill(thread, SIGUSR1));
	CHECK_INT(0, pthread_join(thread, NULL));
	check_next();
	return 0;
}
