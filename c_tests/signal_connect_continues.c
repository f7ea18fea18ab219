/* A signal does not interrupt ox_connect either. With connect(2) the attempt would go on in the
   kernel after EINTR, and the result of a second call depends on the domain. */
#include "signal_handler.h"

static struct sockaddr_storage name;
static socklen_t length;

static int attempt(int s)
{
	return ox_connect(s, (struct sockaddr *)&name, length);
}

/* Start to connect to a listener whose queue is full, and get signals meanwhile. Returns the
   socket that is being connected. */
static int interrupted_attempt(int listener, int domain, struct blocked *blocked)
{
	int i, s = CHECK_OK(ox_socket(domain, SOCK_STREAM, 0));

	length = sizeof name;
	CHECK_INT(0, ox_listen(listener, 0));
	CHECK_INT(0, ox_getsockname(listener, (struct sockaddr *)&name, &length));
	CHECK_INT(0, attempt(CHECK_OK(ox_socket(domain, SOCK_STREAM, 0))));
	block(blocked, attempt, s);
	for (i = 0; i < 5; i++)
		interrupt(blocked);
	return s;
}

int main(void)
{
	struct sockaddr_un ignored;
	socklen_t size;
	struct blocked blocked;
	int listener, s;

	count_signals(SIGUSR1);
	listener = unix_named(SOCK_STREAM, &ignored, &size);
	interrupted_attempt(listener, AF_UNIX, &blocked);
	CHECK_OK(ox_accept(listener, NULL, NULL)); /* makes room */
	CHECK_INT(0, result_of(&blocked));

	/* TCP would try again only after a second: it is enough that it still waits. */
	s = interrupted_attempt(listen_tcp4(NULL), AF_INET, &blocked);
	CHECK_INT(EBUSY, pthread_tryjoin_np(blocked.thread, NULL));
	CHECK_INT(0, ox_close(s));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	return 0;
}
