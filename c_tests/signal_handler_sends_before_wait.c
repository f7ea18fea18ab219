/* A signal handler that does what a call is about to wait for, after the call has looked and before
   it waits: the call does not wait for ever. The handler is that of SIGSYS, which a filter raises
   in the place of the first system call that would wait, and makes that call afterwards. */
#include "check.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <ucontext.h>

/* The call has five arguments; a sixth says that it has been through the handler. */
#define PASSED 0x6F78

static int s[2], sends, errors;

static void handle(int signal, siginfo_t *info, void *where)
{
	ucontext_t *context = (ucontext_t *)where;
	long result;

	(void)signal;
	(void)info;
	if (sends-- > 0)
		errors += ox_send(s[1], "x", 1, 0) != 1;
#if defined __x86_64__
	greg_t *r = context->uc_mcontext.gregs;

	result = syscall(SYS_ppoll, r[REG_RDI], r[REG_RSI], r[REG_RDX], r[REG_R10], r[REG_R8],
			 PASSED);
	r[REG_RAX] = result < 0 ? -errno : result;
#elif defined __aarch64__
	unsigned long long *r = context->uc_mcontext.regs;

	result = syscall(SYS_ppoll, r[0], r[1], r[2], r[3], r[4], PASSED);
	r[0] = (unsigned long long)(result < 0 ? -errno : result);
#else
	(void)context;
	(void)result;
#endif
}

static void trap_waits(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ppoll, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[5])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PASSED, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
	struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO};

	CHECK_INT(0, sigaction(SIGSYS, &action, NULL));
	CHECK_INT(0, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
		SKIP("there is no seccomp here");
}

static void meets_handler(int type)
{
	struct pollfd entry;
	char byte;

	CHECK_OK(ox_socketpair(AF_UNIX, type, 0, s));
	CHECK_OK(ox_deadline(s[0], OX_RECEIVING, ox_now() + INT64_C(3600000000)));
	sends = 1;
	CHECK_INT(1, ox_recv(s[0], &byte, 1, 0));

	entry = (struct pollfd){.fd = s[0], .events = POLLIN};
	sends = 1;
	CHECK_INT(1, ox_poll(&entry, 1, -1));
	CHECK_INT(POLLIN, entry.revents);
	CHECK_INT(0, errors);
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
}

int main(void)
{
#if !defined __x86_64__ && !defined __aarch64__
	SKIP("how a system call is made again is not written for this processor");
#endif
	trap_waits();
	meets_handler(SOCK_STREAM);
	meets_handler(SOCK_DGRAM);
	return 0;
}
