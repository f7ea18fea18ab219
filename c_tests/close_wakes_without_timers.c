/* Where a sandbox refuses the system calls on timers, all or some of them, calls are woken by
   closing as ever, and no descriptor is lost. */
#include "close_blocked.h"
#include "handle_count.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>

enum { TIMES = 20 };

static const long all[] = {SYS_timerfd_create, SYS_timerfd_settime, SYS_timerfd_gettime};

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static int poll_one(int s)
{
	struct pollfd entry = {.fd = s, .events = POLLIN};

	return ox_poll(&entry, 1, -1) == 1 && entry.revents == POLLNVAL ? -ECANCELED : -1;
}

static void wake(int (*call)(int))
{
	struct blocked blocked = {.call = call};
	int s[2];

	unix_pair(SOCK_STREAM, s);
	blocked.s = s[0];
	blocked.tid = start_thread(&blocked.thread, blocked_run, &blocked);
	sched_yield();
	CHECK_INT(0, ox_close(s[0]));
	CHECK(result_of(&blocked) == -ECANCELED || blocked.result == -EBADF ||
	      blocked.result == -1);
	CHECK_INT(0, ox_close(s[1]));
}

static void refuse(long number, int error)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};

	CHECK_INT(0, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
		SKIP("no seccomp here");
}

/* In a process of its own, whose waits begin when the call is refused. */
static void without(const long *numbers, int count, int error)
{
	pid_t child = fork();
	int i, before;

	if (child == 0) {
		for (i = 0; i < count; i++)
			refuse(numbers[i], error);
		wake(receive);
		wake(poll_one);
		before = open_descriptors();
		for (i = 0; i < TIMES; i++) {
			wake(receive);
			wake(poll_one);
		}
		CHECK(open_descriptors() <= before);
		exit(0);
	}
	check_child(child);
}

int main(void)
{
	const int errors[] = {EPERM, ENOSYS};
	size_t i, j;

	for (i = 0; i < 2; i++) {
		without(all, 3, errors[i]);
		for (j = 0; j < 3; j++)
			without(&all[j], 1, errors[i]);
	}
	return 0;
}
