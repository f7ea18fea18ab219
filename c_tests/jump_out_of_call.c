/* A signal handler may leave a blocked call by siglongjmp, as it may leave read(2). ox_close still
   closes the descriptor, in a process with one thread and with two; also where the handler ran on
   an alternate stack that lies in the frame of main. */
#include "close_blocked.h"
#include "handle_count.h"

#include <setjmp.h>
#include <signal.h>

enum { TIMES = 20 };

static sigjmp_buf before_call;

static void jump(int number)
{
	(void)number;
	siglongjmp(before_call, 1);
}

/* Whether a process's first thread sleeps. */
static int sleeps(pid_t process)
{
	char path[64], line[512] = "";
	const char *state;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
	CHECK((file = fopen(path, "r")) != NULL);
	CHECK(fgets(line, sizeof line, file) != NULL);
	fclose(file);
	state = strrchr(line, ')');
	return state != NULL && strncmp(state, ") S", 3) == 0;
}

/* A child signals its parent when that sleeps in the call that it is about to make. */
static void start_signalling(int told)
{
	pid_t child, parent = getpid();
	char byte;

	if ((child = fork()) == 0) {
		CHECK_INT(1, read(told, &byte, 1));
		while (!sleeps(parent))
			sched_yield();
		kill(parent, SIGUSR1);
		_exit(0);
	}
	CHECK(child > 0);
}

static void leave_by_jump(int64_t deadline)
{
	static int s[2], about_to[2];
	char byte;

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, pipe(about_to));
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, deadline));
	if (sigsetjmp(before_call, 1) == 0) {
		start_signalling(about_to[0]);
		CHECK_INT(1, write(about_to[1], "", 1));
		ox_recv(s[0], &byte, 1, 0);
		check_failed(__FILE__, __LINE__, "the call has returned");
	}
	check_child(-1);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_recv(s[1], &byte, 1, 0)); /* the peer sees the end */
	CHECK_INT(0, ox_close(s[1]));
	close(about_to[0]);
	close(about_to[1]);
}

static void leave_often(int flags)
{
	struct sigaction action = {.sa_handler = jump, .sa_flags = flags};
	int i, before = open_descriptors();

	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	leave_by_jump(OX_FOREVER);
	CHECK_INT(before, open_descriptors()); /* the first is not left for the second to find */
	for (i = 0; i < TIMES; i++)
		leave_by_jump(i % 2 != 0 ? OX_FOREVER : ox_now() + 60000000);
	CHECK_INT(before, open_descriptors());
}

static void *sleep_for_ever(void *unused)
{
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, NULL);
	for (;;)
		pause();
	return unused;
}

int main(void)
{
	char room[65536];
	stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
	pthread_t other;

	CHECK_INT(0, sigaltstack(&stack, NULL));
	leave_often(0);
	leave_often(SA_ONSTACK);
	start_thread(&other, sleep_for_ever, NULL);
	leave_often(0);
	leave_often(SA_ONSTACK);
	return 0;
}
