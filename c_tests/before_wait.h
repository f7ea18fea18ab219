/* Something that a signal handler does after a call has looked whether it need wait, and before it
   waits. The handler is that of SIGSYS, which a filter raises in the place of the next system call
   that would wait, and makes that call afterwards. */
#ifndef BEFORE_WAIT_H
#define BEFORE_WAIT_H

#include "check.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <ucontext.h>

/* The call has five arguments; a sixth says that it has been through the handler. */
#define PASSED 0x6F78

/* What is done before the next wait, once. */
static void (*meanwhile)(void);

static void handle_wait(int signal, siginfo_t *info, void *where)
{
	ucontext_t *context = (ucontext_t *)where;
	void (*act)(void) = meanwhile;
	long result;

	(void)signal;
	meanwhile = NULL;
	if (act != NULL)
		act();
#if defined __x86_64__
	greg_t *r = context->uc_mcontext.gregs;

	result = syscall(info->si_syscall, r[REG_RDI], r[REG_RSI], r[REG_RDX], r[REG_R10],
			 r[REG_R8], PASSED);
	r[REG_RAX] = result < 0 ? -errno : result;
#elif defined __aarch64__
	unsigned long long *r = context->uc_mcontext.regs;

	result = syscall(info->si_syscall, r[0], r[1], r[2], r[3], r[4], PASSED);
	r[0] = (unsigned long long)(result < 0 ? -errno : result);
#else
	(void)context;
	(void)info;
	(void)result;
#endif
}

static void trap_waits(void)
{
#if !defined __x86_64__ && !defined __aarch64__
	SKIP("how a system call is made again is not written for this processor");
#endif
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#ifdef __x86_64__
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_poll, 0, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[2])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 4, 1), /* a look does not wait */
#endif
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ppoll, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[5])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PASSED, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};
	struct sigaction action = {.sa_sigaction = handle_wait, .sa_flags = SA_SIGINFO};

	CHECK_INT(0, sigaction(SIGSYS, &action, NULL));
	CHECK_INT(0, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
		SKIP("there is no seccomp here");
}

#endif
