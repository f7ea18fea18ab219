/* A parent and its child share a connection. The parent closes it: its own thread that waits
   there, in a call begun after the fork, is woken, and the child still talks to the peer. */
#include "close_blocked.h"

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

/* The child's life: return each byte plus one, until the peer has closed. */
static void answer(int s)
{
	char byte;

	while (ox_recv(s, &byte, 1, 0) == 1) {
		byte++;
		CHECK_INT(1, ox_send(s, &byte, 1, 0));
	}
	_exit(0);
}

static void child_is_not_disturbed(int s[2], const char *kind)
{
	struct blocked blocked;
	char byte = 'a', nothing;
	int go[2];
	pid_t child;

	printf("%s\n", kind);
	fflush(stdout);
	CHECK_INT(0, pipe(go));
	if ((child = fork()) == 0) {
		close(go[1]);
		CHECK_INT(0, ox_close(s[1]));
		CHECK_INT(0, read(go[0], &nothing, 1));
		answer(s[0]);
	}
	block(&blocked, receive, s[0]);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK_INT(0, close(go[0]));
	CHECK_INT(0, close(go[1]));

	CHECK_INT(1, ox_send(s[1], &byte, 1, 0));
	CHECK_INT(1, ox_recv(s[1], &byte, 1, 0));
	CHECK_INT('b', byte);
	CHECK_INT(0, ox_close(s[1]));
	check_child(child);
}

int main(void)
{
	int s[2];

	tcp_pair(s);
	child_is_not_disturbed(s, "TCP");
	unix_pair(SOCK_STREAM, s);
	child_is_not_disturbed(s, "UNIX stream");
	unix_pair(SOCK_SEQPACKET, s);
	child_is_not_disturbed(s, "UNIX seqpacket");
	return 0;
}
