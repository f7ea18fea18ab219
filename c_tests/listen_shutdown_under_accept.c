/* A listener is shut down while a thread waits in ox_accept: EINVAL, as from the system's, also of a
   UNIX listener that others may share, and where O_NONBLOCK has been set meanwhile. */
#include "close_blocked.h"

#include <fcntl.h>

static int take(int listener)
{
	return ox_accept(listener, NULL, NULL);
}

static void shut_down(int listener, int flags)
{
	struct blocked blocked;

	block(&blocked, take, listener);
	CHECK_INT(0, ox_fcntl(listener, F_SETFL, flags));
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

static void shut_down_each(int flags)
{
	int listener = listen_unix();

	CHECK_OK(ox_fd(listener));
	shut_down(listener, flags);
	shut_down(listen_unix(), flags);
	shut_down(listen_tcp4(NULL), flags);
}

int main(void)
{
	shut_down_each(0);
	shut_down_each(O_NONBLOCK);
	return 0;
}
