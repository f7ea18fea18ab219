/* Threads that accept through two handles of one listener (F_DUPFD_CLOEXEC) each wait as if
   they were alone: one who comes too late for a connection waits for the next. */
#include "check.h"

#include <fcntl.h>

enum { THREADS = 4, CONNECTIONS = 500 };

static struct sockaddr_un name;
static socklen_t length = sizeof name;

/* Accept until the handle is closed. */
static void *serve(void *listener)
{
	int s;

	while ((s = ox_accept(*(int *)listener, NULL, NULL)) >= 0)
		CHECK_INT(0, ox_close(s));
	if (s != -EBADF) /* as it is if the thread was not waiting just then */
		CHECK_ERR(ECANCELED, s);
	return NULL;
}

static int listen_unix(void)
{
	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));

	name.sun_family = AF_UNIX;
	CHECK_INT(0, ox_bind(s, (struct sockaddr *)&name, sizeof(sa_family_t)));
	CHECK_INT(0, ox_getsockname(s, (struct sockaddr *)&name, &length));
	CHECK_INT(0, ox_listen(s, 16));
	return s;
}

int main(void)
{
	pthread_t threads[THREADS];
	int i, listeners[2];

	listeners[0] = listen_unix();
	listeners[1] = CHECK_OK(ox_fcntl(listeners[0], F_DUPFD_CLOEXEC, 0));
	for (i = 0; i < THREADS; i++)
		start_thread(&threads[i], serve, &listeners[i % 2]);
	for (i = 0; i < CONNECTIONS; i++) {
		int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));

		CHECK_INT(0, ox_connect(s, (struct sockaddr *)&name, length));
		CHECK_INT(0, ox_close(s));
	}
	CHECK_INT(0, ox_close(listeners[0]));
	CHECK_INT(0, ox_close(listeners[1]));
	for (i = 0; i < THREADS; i++)
		CHECK_INT(0, pthread_join(threads[i], NULL));
	return 0;
}
