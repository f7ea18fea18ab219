/*
 * traced_accept.h: a child whose ox_accept has seen a connection, and finds it taken away.
 */
#ifndef OXSOCK_TRACED_ACCEPT_H
#define OXSOCK_TRACED_ACCEPT_H

#include "check.h"

#include <sys/ptrace.h>
#include <sys/wait.h>

/* Skip the program where there is no accept that does not wait. Linux 6.10 has it, which is known by
   what else it has (IORING_FEAT_RECVSEND_BUNDLE). */
static MAYBE_UNUSED void needs_accept_at_once(void)
{
	uint32_t parameters[30] = { 0 }; /* struct io_uring_params, whose sixth are the features */
	int ring = (int)syscall(SYS_io_uring_setup, 1, parameters);

	if (ring >= 0)
		close(ring);
	if (ring < 0 || !(parameters[5] & 1U << 14))
		SKIP("no accept that does not wait");
}

/* Skip the program where one process cannot trace another. */
static MAYBE_UNUSED void needs_tracing(void)
{
	int status;
	pid_t child = CHECK_OK(fork());

	if (child == 0)
		_exit(ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0);
	CHECK_INT(child, waitpid(child, &status, 0));
	NEEDS(status == 0);
}

/* In the child: have take_away begin here. */
static MAYBE_UNUSED void be_traced(void)
{
	CHECK_INT(0, ptrace(PTRACE_TRACEME, 0, NULL, NULL));
	raise(SIGSTOP);
}

static MAYBE_UNUSED void wait_until_traced(pid_t child)
{
	int status;

	CHECK_INT(child, waitpid(child, &status, 0));
	CHECK(WIFSTOPPED(status));
	CHECK_INT(0, ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL));
}

/* Whether the child is about to take a connection. */
static MAYBE_UNUSED int is_accepting(pid_t child)
{
	struct __ptrace_syscall_info call;

	CHECK(ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof call, &call) > 0);
	return call.op == PTRACE_SYSCALL_INFO_ENTRY &&
	       (call.entry.nr == SYS_accept4 || call.entry.nr == SYS_io_uring_enter);
}

/* Let the traced child run to its end, which is to be a good one, and take the connection from the
   listener when the child is about to do so. */
static MAYBE_UNUSED void take_away(pid_t child, int listener)
{
	int taken = -1, status;
	long signal = 0;

	for (;;) {
		CHECK_INT(0, ptrace(PTRACE_SYSCALL, child, NULL, (void *)signal));
		CHECK_INT(child, waitpid(child, &status, 0));
		if (!WIFSTOPPED(status))
			break;
		signal = WSTOPSIG(status) == (SIGTRAP | 0x80) ? 0 : WSTOPSIG(status);
		if (signal == 0 && taken < 0 && is_accepting(child))
			taken = CHECK_OK(accept(listener, NULL, NULL));
	}
	CHECK(taken >= 0);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

#endif
