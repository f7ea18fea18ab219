/* In a process with a single thread, a signal handler closes the handle of the call that it has
 * interrupted: the call ends with ECANCELED, with SA_RESTART or without. */
#include "check.h"
#include <signal.h>

static int handle;

static void close_it(int number)
{
	(void)number;
	ox_close(handle);
}

/* Whether the parent sleeps in a system call. */
static int parent_is_asleep(void)
{
	char path[64], line[512] = "";
	const char *state;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)getppid());
	CHECK((file = fopen(path, "r")) != NULL);
	CHECK(fgets(line, sizeof line, file) != NULL);
	fclose(file);
	state = strrchr(line, ')');
	return state != NULL && strncmp(state, ") S", 3) == 0;
}

/* A child that sends this process a signal when it waits in a call. */
static pid_t signal_when_asleep(void)
{
	const struct timespec pause = {0, 1000000};
	pid_t child = fork();

	CHECK(child >= 0);
	if (child == 0) {
		for (int same = 0; same < 20; nanosleep(&pause, NULL))
			same = parent_is_asleep() ? same + 1 : 0;
		kill(getppid(), SIGUSR1);
		_exit(0);
	}
	return child;
}

static int receive(void)
{
	char byte;

	return ox_recv(handle, &byte, 1, 0);
}

static int take(void)
{
	return ox_accept(handle, NULL, NULL);
}

static int take_message(void)
{
	char byte;
	struct iovec part = {&byte, 1};
	struct msghdr message;

	memset(&message, 0, sizeof message);
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	return ox_recvmsg(handle, &message, 0);
}

static void is_ended(int (*call)(void), int s)
{
	pid_t child;

	handle = s;
	child = signal_when_asleep();
	CHECK_ERR(ECANCELED, call());
	CHECK_ERR(EBADF, ox_close(s));
	check_child(child);
}

static void is_ended_on_pair(int (*call)(void), int type)
{
	int s[2];

	CHECK_OK(ox_socketpair(AF_UNIX, type, 0, s));
	is_ended(call, s[0]);
	CHECK_OK(ox_close(s[1]));
}

int main(void)
{
	const int flags[] = {0, SA_RESTART};
	struct sigaction action;

	for (int i = 0; i < 2; i++) {
		memset(&action, 0, sizeof action);
		action.sa_handler = close_it;
		action.sa_flags = flags[i];
		CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));

		is_ended_on_pair(receive, SOCK_STREAM);
		is_ended_on_pair(receive, SOCK_DGRAM);
		is_ended_on_pair(take_message, SOCK_STREAM);
		is_ended(take, listen_tcp4(NULL));
	}
	return 0;
}
