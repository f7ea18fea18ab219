/* A thread is blocked in a call when the process forks, or when a second handle is made. ox_close
   wakes the thread, and leaves the connection to the child, and to the second handle. */
#include "close_blocked.h"

#include <fcntl.h>

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

/* A child that writes to its s as soon as *go is written to. */
static pid_t start_writer(int s, int *go)
{
	int pipe_ends[2];
	char byte;
	pid_t child;

	CHECK_INT(0, pipe(pipe_ends));
	if ((child = fork()) == 0) {
		close(pipe_ends[1]);
		CHECK_INT(1, read(pipe_ends[0], &byte, 1));
		CHECK_INT(5, ox_write(s, "child", 5));
		_exit(0);
	}
	close(pipe_ends[0]);
	*go = pipe_ends[1];
	return child;
}

static void child_keeps_connection(int s[2], const char *kind)
{
	struct blocked blocked;
	char text[8];
	pid_t child;
	int go;

	printf("%s\n", kind);
	fflush(stdout);
	block(&blocked, receive, s[0]);
	child = start_writer(s[0], &go);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK_INT(1, write(go, "", 1));
	CHECK_INT(5, ox_read(s[1], text, sizeof text));
	check_child(child);
	CHECK_INT(0, close(go));
	CHECK_INT(0, ox_close(s[1]));
}

static void second_handle_keeps_connection(void)
{
	struct blocked blocked;
	int s[2], other;
	char text[8];

	unix_pair(SOCK_STREAM, s);
	block(&blocked, receive, s[0]);
	other = CHECK_OK(ox_fcntl(s[0], F_DUPFD_CLOEXEC, 0));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK_INT(6, ox_write(other, "second", 6));
	CHECK_INT(6, ox_read(s[1], text, sizeof text));
}

int main(void)
{
	int s[2];

	second_handle_keeps_connection();
	tcp_pair(s);
	child_keeps_connection(s, "TCP");
	unix_pair(SOCK_STREAM, s);
	child_keeps_connection(s, "UNIX stream");
	return 0;
}
