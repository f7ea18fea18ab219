/* A program that clears FD_CLOEXEC wants another program to inherit the socket. Closing the handle
   then wakes the calls on it, and leaves the connection to that other program. */
#include "close_blocked.h"
#include "needs.h"

#include <fcntl.h>
#include <spawn.h>

extern char **environ;

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

/* What the other program does, with two descriptors: when it is told to, it writes. */
static int other_program(int told, int connection)
{
	char byte;

	return read(told, &byte, 1) == 1 && write(connection, "hello", 5) == 5 ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct blocked blocked;
	char told[16], connection[16], text[8];
	char *const words[] = {argv[0], told, connection, NULL};
	int s[2], go[2], free_before;
	pid_t child;

	if (argc == 3)
		return other_program(atoi(argv[1]), atoi(argv[2]));

	needs_exec();
	/* The handle's descriptor will be the lowest that is free; ox_fd would count as lending it. */
	CHECK((free_before = dup(0)) >= 0);
	CHECK_INT(0, close(free_before));
	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, pipe(go));
	CHECK_INT(0, ox_fcntl(s[0], F_SETFD, 0));
	CHECK_INT(0, ox_fcntl(s[0], F_GETFD, 0));
	snprintf(told, sizeof told, "%d", go[0]);
	snprintf(connection, sizeof connection, "%d", free_before);
	/* It runs no fork handlers, which would learn of the child. */
	CHECK_INT(0, posix_spawn(&child, "/proc/self/exe", NULL, NULL, words, environ));

	block(&blocked, receive, s[0]);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK_INT(1, write(go[1], "", 1));
	CHECK_INT(5, ox_read(s[1], text, sizeof text));
	CHECK_INT(0, memcmp("hello", text, 5));
	check_child(child);
	return 0;
}
