/* A signal handler on an alternate stack that is disarmed meanwhile (SS_AUTODISARM) closes the handle
   of the call that it has interrupted. The call goes on when the handler has returned: its number
   is no new socket's until then. The system does not tell that the handler is on such a stack. */
#include "close_blocked.h"

#include <sys/mman.h>

#ifndef SS_AUTODISARM
#define SS_AUTODISARM (1U << 31)
#endif

#define SIZE 65536

static int s[2], next[2];

static void close_and_open(int number)
{
	char byte;

	(void)number;
	CHECK_ERR(EAGAIN, ox_recv(s[1], &byte, 1, MSG_DONTWAIT)); /* another call of the thread */
	CHECK_INT(0, ox_close(s[0]));
	unix_pair(SOCK_STREAM, next);
	CHECK_INT(1, ox_send(next[0], "a", 1, 0));
	CHECK_INT(1, ox_send(next[1], "b", 1, 0));
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

static void *call(void *unused)
{
	stack_t stack = {.ss_sp = stack_above(), .ss_size = SIZE};

	stack.ss_flags = (int)SS_AUTODISARM;
	if (sigaltstack(&stack, NULL) != 0)
		SKIP("the system has no such stacks");
	CHECK_ERR(ECANCELED, receive(s[0]));
	return unused;
}

static void signal_when_asleep(pid_t process)
{
	char path[64], line[512] = "";
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
	while (strstr(line, ") S ") == NULL) {
		CHECK((file = fopen(path, "r")) != NULL);
		CHECK(fgets(line, sizeof line, file) != NULL);
		fclose(file);
		sched_yield();
	}
	CHECK_INT(0, kill(process, SIGUSR1));
}

static void check_next(void)
{
	char byte;

	CHECK_INT(1, ox_recv(next[0], &byte, 1, MSG_DONTWAIT));
	CHECK_INT('b', byte);
	CHECK_INT(1, ox_recv(next[1], &byte, 1, MSG_DONTWAIT));
	CHECK_INT('a', byte);
}

int main(void)
{
	struct sigaction action = {.sa_handler = close_and_open,
				   .sa_flags = SA_ONSTACK | SA_RESTART};
	pthread_t thread;
	pid_t child, parent = getpid();
	int tid;

	alarm(10);
	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	unix_pair(SOCK_STREAM, s);
	child = CHECK_OK(fork());
	if (child == 0) {
		signal_when_asleep(parent);
		_exit(0);
	}
	call(NULL); /* as the process's only thread */
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
