/* A handle is closed while a call that does not wait is about to ask the system about the socket.
   The call returns EBADF, whatever file has the number by then; and no duplicate of that file is
   returned. */
#include "meddle.h"

static int s, peer[2];
static struct sockaddr_storage address;
static socklen_t length = sizeof address;
static int number, room = sizeof number;

static int bind_it(void)
{
	return ox_bind(s, (struct sockaddr *)&address, sizeof(sa_family_t));
}

static int listen_it(void)
{
	return ox_listen(s, 1);
}

static int shut_down(void)
{
	return ox_shutdown(s, SHUT_RDWR);
}

static int get_option(void)
{
	return ox_getsockopt(s, SOL_SOCKET, SO_TYPE, &number, (socklen_t *)&room);
}

static int set_option(void)
{
	return ox_setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, &number, sizeof number);
}

static int get_own_name(void)
{
	return ox_getsockname(s, (struct sockaddr *)&address, &length);
}

static int get_peer_name(void)
{
	return ox_getpeername(s, (struct sockaddr *)&address, &length);
}

static int see_mark(void)
{
	return ox_sockatmark(s);
}

static int count_bytes(void)
{
	return ox_available(s);
}

static int get_flags(void)
{
	return ox_fcntl(s, F_GETFL, 0);
}

static int duplicate(void)
{
	return ox_fcntl(s, F_DUPFD_CLOEXEC, 0);
}

static int send_handle(void)
{
	return ox_send_handles(peer[0], "x", 1, &s, 1);
}

static int (*const calls[])(void) = {
	bind_it,  listen_it,   shut_down, get_option, set_option, get_own_name, get_peer_name,
	see_mark, count_bytes, get_flags, duplicate,  send_handle,
};

static int fd;
static _Atomic int is_closed;

/* Where there is socketcall(2), the C library may make calls on sockets by that. */
static int is_on_it(const struct seccomp_data *call)
{
#ifdef SYS_socketcall
	if (call->nr == SYS_socketcall)
		return 1;
#endif
	return (int)call->args[0] == fd;
}

static int close_it(int time, const struct seccomp_data *call)
{
	(void)time;
	if (!is_closed && is_on_it(call)) {
		is_closed = 1;
		CHECK_INT(0, ox_close(s));
	}
	return GO_ON;
}

enum { CALLS = sizeof calls / sizeof calls[0] };

static void *make_call(void *argument)
{
	static struct meddler meddlers[CALLS]; /* as each has a thread that may still be about to end */
	const size_t i = *(const size_t *)argument;

	meddlers[i].number = EVERY_CALL;
	meddlers[i].decide = close_it;
	meddle(&meddlers[i]);
	CHECK_ERR(EBADF, calls[i]());
	CHECK(is_closed);
	return NULL;
}

int main(void)
{
	size_t i;

	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, peer));
	for (i = 0; i < CALLS; i++) {
		pthread_t thread;
		int pair[2];

		address.ss_family = AF_UNIX;
		CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
		s = pair[0];
		fd = CHECK_OK(ox_fd(s));
		is_closed = 0;
		start_thread(&thread, make_call, &i);
		CHECK_INT(0, pthread_join(thread, NULL));
		CHECK_INT(0, ox_close(pair[1]));
	}
	CHECK_INT(0, ox_available(peer[1])); /* no handle has come */
	return 0;
}
