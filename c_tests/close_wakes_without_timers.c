/* Where a sandbox refuses the system calls on timers, all or some of them, calls are woken by
   closing as ever, and no descriptor is lost. */
#include "close_blocked.h"
#include "handle_count.h"
#include "refuses.h"

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
