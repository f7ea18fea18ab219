/* A socket that is opened while another thread forks may be in the child too. So calls on it are
   woken without shutting its connection down, which stays the child's. */
#include "close_blocked.h"

static int s[2];
static int is_forking;

/* Runs amid fork, after oxsock's own preparation: those handlers run in reverse order. */
static void open_amid_fork(void)
{
	if (is_forking)
		unix_pair(SOCK_STREAM, s);
}

static int receive(int handle)
{
	char byte;

	return ox_recv(handle, &byte, 1, 0);
}

int main(void)
{
	struct blocked blocked;
	int go[2];
	char text[8];
	pid_t child;

	CHECK_INT(0, pthread_atfork(open_amid_fork, NULL, NULL)); /* before the first socket */
	CHECK_INT(0, ox_close(CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0))));
	CHECK_INT(0, pipe(go));
	is_forking = 1;
	if ((child = fork()) == 0) {
		CHECK_INT(1, read(go[0], text, 1));
		CHECK_INT(5, ox_write(s[0], "child", 5));
		_exit(0);
	}
	block(&blocked, receive, s[0]);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK_INT(1, write(go[1], "", 1));
	CHECK_INT(5, ox_read(s[1], text, sizeof text));
	check_child(child);
	return 0;
}
