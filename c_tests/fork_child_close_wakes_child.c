/* Closing wakes within the process that closes: here in a child, whose own thread waits on an
   inherited handle, while a thread of the parent waits on the same one and stays blocked. */
#include "close_blocked.h"

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static void wake_own_thread(int s)
{
	struct blocked blocked;

	block(&blocked, receive, s);
	CHECK_INT(0, ox_close(s));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	_exit(0);
}

int main(void)
{
	struct blocked blocked;
	pid_t child;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	block(&blocked, receive, s[0]);
	if ((child = fork()) == 0)
		wake_own_thread(s[0]);
	check_child(child);
	CHECK_INT(EBUSY, pthread_tryjoin_np(blocked.thread, NULL));
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_INT(1, result_of(&blocked));
	return 0;
}
