/* Errors in OXSOCK_FAULTS are written to standard error. If that has no reader, whatever kind of
 * file it is, no signal ends the program. Valid rules do not count the calls that are made for
 * this. */
#include "needs.h"

static void survives(const char *program, int fds[2], const char *what)
{
	pid_t child = fork();
	int status;

	CHECK(child >= 0);
	if (child == 0) {
		close(fds[0]);
		dup2(fds[1], STDERR_FILENO);
		close(fds[1]);
		setenv("OXSOCK_FAULTS", "poll error=EIO nth=1; nonsense", 1);
		execl("/proc/self/exe", program, "again", (char *)NULL);
		_exit(1);
	}
	close(fds[0]);
	close(fds[1]);
	status = wait_for_child(child);
	printf("%s\n", what);
	CHECK_INT(0, status);
}

int main(int argc, char **argv)
{
	int fds[2];

	if (argc > 1) {
		CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
		CHECK_ERR(EIO, ox_poll(NULL, 0, 0));
		return 0;
	}
	needs_exec();
	CHECK_INT(0, pipe(fds));
	survives(argv[0], fds, "a pipe without a reader");
	CHECK_INT(0, socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
	survives(argv[0], fds, "a socket whose peer is gone");
	CHECK_INT(0, socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
	CHECK_INT(0, shutdown(fds[1], SHUT_WR));
	survives(argv[0], fds, "a socket that has been shut down");
	return 0;
}
