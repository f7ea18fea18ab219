/* A listener is shut down while a thread waits in ox_accept: EINVAL, as from the system's, also of a
   UNIX listener that others may share. */
#include "close_blocked.h"

static int take(int listener)
{
	return ox_accept(listener, NULL, NULL);
}

static void shut_down(int listener)
{
	struct blocked blocked;

	block(&blocked, take, listener);
	CHECK_INT(0, ox_shutdown(listener, SHUT_RD));
	CHECK_ERR(EINVAL, result_of(&blocked));
	CHECK_INT(0, ox_close(listener));
}

static int listen_unix(void)
{
	struct sockaddr_un name;
	socklen_t length;
	int listener = unix_named(SOCK_STREAM, &name, &length);

	CHECK_INT(0, ox_listen(listener, 1));
	return listener;
}

int main(void)
{
	int listener = listen_unix();

	CHECK_OK(ox_fd(listener));
	shut_down(listener);
	shut_down(listen_unix());
	shut_down(listen_tcp4(NULL));
	return 0;
}
