/* A thread is blocked in ox_recv when the program starts another with fork and exec. Since no
   descriptor crosses the exec, the connection is this process's alone again, and ox_close
   wakes the thread, while the other program still runs. */
#include "close_blocked.h"

#include <fcntl.h>

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

/* Start cat(1), which runs until *input is closed. Returns when it has been executed. */
static pid_t start_cat(int *input)
{
	int executed[2], stdin_pipe[2];
	char nothing;
	pid_t child;

	CHECK_INT(0, pipe2(executed, O_CLOEXEC));
	CHECK_INT(0, pipe2(stdin_pipe, O_CLOEXEC));
	if ((child = fork()) == 0) {
		dup2(stdin_pipe[0], STDIN_FILENO);
		execl("/bin/cat", "cat", (char *)NULL);
		_exit(1);
	}
	close(executed[1]);
	close(stdin_pipe[0]);
	CHECK_INT(0, read(executed[0], &nothing, 1));
	close(executed[0]);
	*input = stdin_pipe[1];
	return child;
}

static void close_wakes(int s[2], const char *kind)
{
	struct blocked blocked;
	int input;
	pid_t child;

	printf("%s\n", kind);
	fflush(stdout);
	block(&blocked, receive, s[0]);
	child = start_cat(&input);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK_INT(0, ox_close(s[1]));
	CHECK_INT(0, close(input));
	check_child(child);
}

int main(void)
{
	int s[2];

	tcp_pair(s);
	close_wakes(s, "TCP");
	unix_pair(SOCK_STREAM, s);
	close_wakes(s, "UNIX stream");
	unix_pair(SOCK_DGRAM, s);
	close_wakes(s, "UNIX datagram");
	return 0;
}
