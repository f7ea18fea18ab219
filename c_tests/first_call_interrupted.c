/* A signal during a process's first call, at any of the system calls that it makes, does no harm,
   whether the handler leaves the call by longjmp, as it may leave socketpair(2), or forks.
   Afterwards closing wakes calls that wait, in the process, in its child, and in their children. */
#include "close_blocked.h"
#include "traced_accept.h"

#include <setjmp.h>

static sigjmp_buf before_call;

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

/* The call waits for its handle's closing beside its socket. */
static void check_is_woken(const struct blocked *blocked)
{
	unsigned long number, entries, count;
	char where[512];

	do
		wait_until_blocked(blocked->tid);
	while (!check_asleep(blocked->tid, where, sizeof where));
	CHECK_INT(3, sscanf(where, "%lu %lx %lx", &number, &entries, &count));
	CHECK_INT(NUMBER_OF_WAIT, number);
	CHECK_INT(2, count);
}

static void check_closing(void)
{
	struct blocked blocked;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	block(&blocked, receive, s[0]);
	check_is_woken(&blocked);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK_INT(0, ox_close(s[1]));
}

static void check_here_and_in_child(void)
{
	pid_t child;

	check_closing();
	child = CHECK_OK(fork());
	if (child == 0) {
		check_closing();
		_exit(0);
	}
	check_child(child);
}

static void jump(int number)
{
	(void)number;
	siglongjmp(before_call, 1);
}

static void fork_now(int number)
{
	pid_t child = CHECK_OK(fork());

	(void)number;
	if (child == 0) {
		check_here_and_in_child();
		_exit(0);
	}
	check_child(child);
}

static void call_first(void (*handler)(int))
{
	struct sigaction action = {.sa_handler = handler};
	int s[2];

	alarm(30); /* in case something is locked for good */
	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	if (sigsetjmp(before_call, 1) == 0) {
		be_traced();
		CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	}
	check_here_and_in_child();
	_exit(0);
}

/* Whether the child is about to make what the first call is made for, perhaps by socketcall(2). */
static int is_opening(pid_t child)
{
	struct __ptrace_syscall_info call;

	CHECK(ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof call, &call) > 0);
	if (call.op != PTRACE_SYSCALL_INFO_ENTRY)
		return 0;
#ifdef SYS_socketcall
	if (call.entry.nr == SYS_socketcall)
		return 1;
#endif
	return call.entry.nr == SYS_socketpair;
}

/* Interrupt it when it has been stopped so often, before and after system calls. Returns whether
   that was before the last that matters. */
static int interrupt_at(int stop, void (*handler)(int))
{
	pid_t child = CHECK_OK(fork());
	int status, is_last = 0;
	long signal = 0;

	if (child == 0)
		call_first(handler);
	wait_until_traced(child);
	while (stop-- > 0 && !is_last) {
		CHECK_INT(0, ptrace(PTRACE_SYSCALL, child, NULL, NULL));
		CHECK_INT(child, waitpid(child, &status, 0));
		CHECK(WIFSTOPPED(status) && WSTOPSIG(status) == (SIGTRAP | 0x80));
		is_last = is_opening(child);
	}
	CHECK_INT(0, kill(child, SIGUSR1));
	for (;;) {
		CHECK_INT(0, ptrace(PTRACE_CONT, child, NULL, (void *)signal));
		CHECK_INT(child, waitpid(child, &status, 0));
		if (!WIFSTOPPED(status))
			break;
		signal = WSTOPSIG(status);
	}
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	return !is_last;
}

int main(void)
{
	int stop;

	needs_tracing();
	for (stop = 1; interrupt_at(stop, jump); stop++)
		;
	for (stop = 1; interrupt_at(stop, fork_now); stop++)
		;
	return 0;
}
