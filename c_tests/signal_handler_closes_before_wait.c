/* In a process with one thread, a signal handler closes a handle after a call's last check of it
   and before the call waits, for the handle to be readable or writable or in ox_poll: the call does
   not wait for ever. */
#include "before_wait.h"

#include <fcntl.h>

static int s[2];

static void close_it(void)
{
	ox_close(s[0]);
}

static void open_pair(void)
{
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_OK(ox_deadline(s[0], OX_BOTH, ox_now() + INT64_C(3600000000)));
	meanwhile = close_it;
}

int main(void)
{
	static char bytes[1 << 22];
	struct pollfd entry = {.events = POLLIN};
	struct sockaddr_un path = {.sun_family = AF_UNIX};

	trap_waits();
	open_pair();
	CHECK_ERR(ECANCELED, ox_recv(s[0], bytes, 1, 0));
	CHECK_OK(ox_close(s[1]));

	/* What has been sent is told. */
	open_pair();
	CHECK(ox_send(s[0], bytes, sizeof bytes, 0) > 0);
	CHECK_OK(ox_close(s[1]));

	open_pair();
	meanwhile = NULL;
	while (ox_send(s[0], bytes, sizeof bytes, MSG_DONTWAIT) > 0)
		;
	meanwhile = close_it;
	CHECK_ERR(ECANCELED, ox_send(s[0], bytes, 1, 0));
	CHECK_OK(ox_close(s[1]));

	open_pair();
	entry.fd = s[0];
	CHECK_INT(1, ox_poll(&entry, 1, -1));
	CHECK_INT(POLLNVAL, entry.revents);
	CHECK_OK(ox_close(s[1]));

	s[0] = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_OK(ox_bind(s[0], (struct sockaddr *)&path, sizeof(sa_family_t)));
	CHECK_OK(ox_listen(s[0], 1));
	CHECK_OK(ox_deadline(s[0], OX_BOTH, ox_now() + INT64_C(3600000000)));
	meanwhile = close_it;
	CHECK_ERR(ECANCELED, ox_accept(s[0], NULL, NULL));
	return 0;
}
