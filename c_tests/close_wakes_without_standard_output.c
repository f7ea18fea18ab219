/* A program has closed its standard output, so oxsock's own descriptors may get that number:
   closing still wakes calls, and leaves a child's connection alone. */
#include "close_blocked.h"

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

/* The first call that waits in poll makes the descriptor that wakes it. */
static void closing_wakes(void)
{
	struct blocked blocked;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, ox_now() + 60000000));
	CHECK_INT(0, close(STDOUT_FILENO));
	block(&blocked, receive, s[0]);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK_INT(0, ox_close(s[1]));
}

static void closing_spares_child(void)
{
	struct blocked blocked;
	int s[2], go[2];
	char text[8];
	pid_t child;

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, pipe(go));
	block(&blocked, receive, s[0]);
	close(STDOUT_FILENO);
	if ((child = fork()) == 0) {
		CHECK_INT(1, read(go[0], text, 1));
		CHECK_INT(5, ox_write(s[0], "child", 5));
		_exit(0);
	}
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(1, write(go[1], "", 1));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK_INT(5, ox_read(s[1], text, sizeof text));
	check_child(child);
}

int main(void)
{
	pid_t child = fork();

	if (child == 0) {
		closing_wakes();
		return 0;
	}
	check_child(child);
	closing_spares_child();
	return 0;
}
