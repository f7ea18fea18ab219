/* A connection that ox_accept has seen is taken by another process before it takes it: the call
   waits for the next one, and no longer than until its deadline, although the listener is blocking.
   On Linux 6.10 and later, where no seccomp filter is at work. */
#include "check.h"
#include <sys/ptrace.h>
#include <sys/wait.h>

/* Linux 6.10 has it, which is known by what else it has (IORING_FEAT_RECVSEND_BUNDLE). */
static int has_accept_at_once(void)
{
	uint32_t parameters[30] = { 0 }; /* struct io_uring_params, whose sixth are the features */
	int ring = (int)syscall(SYS_io_uring_setup, 1, parameters);

	if (ring >= 0)
		close(ring);
	return ring >= 0 && (parameters[5] & 1U << 14);
}

static void accept_once(int listener)
{
	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, ox_now() + 100000));
	CHECK_INT(0, ptrace(PTRACE_TRACEME, 0, NULL, NULL));
	raise(SIGSTOP);
	CHECK_ERR(ETIMEDOUT, ox_accept(listener, NULL, NULL));
	_exit(0);
}

/* The system call that a child has stopped at; -1 at its return from one. */
static long entered(pid_t child)
{
	struct __ptrace_syscall_info call;

	CHECK(ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof call, &call) > 0);
	return call.op == PTRACE_SYSCALL_INFO_ENTRY ? (long)call.entry.nr : -1;
}

int main(void)
{
	struct sockaddr_in address;
	int listener = listen_tcp4(&address), fd = CHECK_OK(ox_fd(listener)), taken = -1, status;
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	pid_t child;

	if (!has_accept_at_once())
		SKIP("no accept that does not wait");
	child = CHECK_OK(fork());
	if (child == 0)
		accept_once(listener);
	CHECK_INT(child, waitpid(child, &status, 0));
	CHECK_INT(0, ptrace(PTRACE_SETOPTIONS, child, NULL, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	for (;;) {
		CHECK_INT(0, ptrace(PTRACE_SYSCALL, child, NULL, NULL));
		CHECK_INT(child, waitpid(child, &status, 0));
		if (!WIFSTOPPED(status))
			break;
		if (taken < 0 && (entered(child) == SYS_accept4 || entered(child) == SYS_io_uring_enter))
			taken = CHECK_OK(accept(fd, NULL, NULL));
	}
	CHECK(taken >= 0);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	return 0;
}
