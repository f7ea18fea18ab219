/* In a process with one thread a call waits in its own system call, as the system's call does, at
   the same cost; with a deadline it waits in poll. */
#include "close_blocked.h"
#include "needs.h"

#include <fcntl.h>
#include <signal.h>

/* Some C libraries do not have it. */
extern char __libc_single_threaded __attribute__((weak));

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static int send_much(int s)
{
	static const char much[1 << 22];

	return ox_send(s, much, sizeof much, 0);
}

static int take(int s)
{
	return ox_accept(s, NULL, NULL);
}

static void read_line(pid_t process, const char *name, char *line, int size)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/%s", (int)process, name);
	line[0] = '\0';
	if ((file = fopen(path, "r")) == NULL)
		SKIP("/proc does not tell here");
	if (fgets(line, size, file) == NULL)
		line[0] = '\0';
	fclose(file);
}

/* A child makes the call, which blocks. */
static void waits_in(long number, int (*call)(int), int s)
{
	char line[512];
	pid_t child = fork();

	if (child == 0) {
		end_with_parent();
		call(s);
		_exit(1);
	}
	do {
		sched_yield();
		read_line(child, "syscall", line, sizeof line);
		CHECK_INT(0, waitpid(child, NULL, WNOHANG));
	} while (strtol(line, NULL, 0) != number);
	CHECK_INT(0, kill(child, SIGKILL));
	wait_for_child(child);
}

int main(void)
{
	int s[2];

	if (&__libc_single_threaded == NULL)
		SKIP("the C library does not tell whether there is one thread");
	needs_numbers_of_system_calls();
	alarm(20); /* in case it waits elsewhere */
	unix_pair(SOCK_STREAM, s);
	waits_in(SYS_recvfrom, receive, s[0]);
	waits_in(SYS_sendto, send_much, s[0]);
	waits_in(SYS_accept4, take, listen_tcp4(NULL));
	CHECK_OK(ox_fd(s[1]));
	CHECK_INT(0, ox_deadline(s[1], OX_SENDING, ox_now() + 60000000));
	waits_in(NUMBER_OF_WAIT, send_much, s[1]);
	return 0;
}
