/* A handle is closed while a call on it is just about to ask for an option of the socket: how long
   to wait, or whether it listens. The call returns ECANCELED, whatever the system returns. */
#include "meddle.h"

#include <linux/net.h>

static int s[2];

/* Where there is socketcall(2), the C library may ask by that. */
static int asks(const struct seccomp_data *call)
{
#ifdef SYS_socketcall
	if (call->nr == SYS_socketcall)
		return call->args[0] == SYS_GETSOCKOPT;
#endif
	return call->nr == SYS_getsockopt;
}

static int close_it(int time, const struct seccomp_data *call)
{
	static int closed = -1;

	(void)time;
	if (asks(call) && closed != s[0]) {
		closed = s[0];
		CHECK_INT(0, ox_close(s[0]));
	}
	return GO_ON;
}

static void *receive(void *unused)
{
	static struct meddler meddler = {.number = EVERY_CALL, .decide = close_it};
	char byte;

	meddle(&meddler);
	CHECK_ERR(ECANCELED, ox_recv(s[0], &byte, 1, 0));
	return unused;
}

static void *take(void *unused)
{
	static struct meddler meddler = {.number = EVERY_CALL, .decide = close_it};

	meddle(&meddler);
	CHECK_ERR(ECANCELED, ox_accept(s[0], NULL, NULL));
	return unused;
}

int main(void)
{
	pthread_t thread;

	unix_pair(SOCK_STREAM, s);
	CHECK_OK(ox_fd(s[0]));
	start_thread(&thread, receive, NULL);
	CHECK_INT(0, pthread_join(thread, NULL));
	s[0] = listen_tcp4(NULL);
	start_thread(&thread, take, NULL);
	CHECK_INT(0, pthread_join(thread, NULL));
	return 0;
}
