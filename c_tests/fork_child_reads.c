/* Handles work in a child: it receives and sends on a connection that its parent opened. */
#include "check.h"

static void answer(int s)
{
	char byte;

	CHECK_INT(1, ox_recv(s, &byte, 1, 0));
	byte++;
	CHECK_INT(1, ox_send(s, &byte, 1, 0));
	CHECK_INT(0, ox_recv(s, &byte, 1, 0)); /* the parent has closed its end */
	_exit(0);
}

static void child_answers(int s[2])
{
	char byte = 'a';
	pid_t child = fork();

	if (child == 0) {
		CHECK_INT(0, ox_close(s[1]));
		answer(s[0]);
	}
	CHECK_INT(0, ox_close(s[0]));
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
	child_answers(s);
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	child_answers(s);
	return 0;
}
