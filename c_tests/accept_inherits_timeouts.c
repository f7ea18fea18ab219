/* A TCP connection has the timeouts of its listener, also a negative one, which means "do not
   wait"; a UNIX connection has none of them. So calls on what ox_accept returns wait, or do not, as
   those on what accept(2) returns. */
#include "close_blocked.h"

#include <sys/time.h>

static const struct timeval negative = {-1, 0};

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static int send_until_full(int s)
{
	static const char chunk[65536];
	int sent;

	do
		sent = ox_send(s, chunk, sizeof chunk, 0);
	while (sent == sizeof chunk);
	return sent;
}

static int accepted(int domain, int type, struct sockaddr *address, socklen_t room)
{
	struct sockaddr_storage bound;
	socklen_t length = sizeof bound;
	int s, client, listener = CHECK_OK(ox_socket(domain, type, 0));

	CHECK_OK(ox_bind(listener, address, room));
	CHECK_OK(ox_listen(listener, 1));
	CHECK_OK(ox_getsockname(listener, (struct sockaddr *)&bound, &length));
	CHECK_INT(0, ox_setsockopt(listener, SOL_SOCKET, SO_RCVTIMEO, &negative, sizeof negative));
	CHECK_INT(0, ox_setsockopt(listener, SOL_SOCKET, SO_SNDTIMEO, &negative, sizeof negative));
	client = CHECK_OK(ox_socket(domain, type, 0));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&bound, length));
	s = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(0, ox_close(listener));
	return s;
}

static void waits(int (*call)(int), int s)
{
	struct blocked blocked;

	block(&blocked, call, s);
	CHECK_INT(0, ox_close(s));
	CHECK_ERR(ECANCELED, result_of(&blocked));
}

static void does_not_wait(int (*call)(int), int s)
{
	struct blocked blocked = {.call = call, .s = s};

	blocked.tid = start_thread(&blocked.thread, blocked_run, &blocked);
	if (result_of(&blocked) < 0)
		CHECK_ERR(EAGAIN, blocked.result);
	CHECK_INT(0, ox_close(s));
}

int main(void)
{
	const char *preloaded = getenv("LD_PRELOAD");
	struct sockaddr_in tcp = loopback4(0);
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	const socklen_t unnamed = sizeof(sa_family_t);

	waits(receive, accepted(AF_UNIX, SOCK_STREAM, (struct sockaddr *)&name, unnamed));
	waits(receive, accepted(AF_UNIX, SOCK_SEQPACKET, (struct sockaddr *)&name, unnamed));
	if (preloaded != NULL && strstr(preloaded, "adopted") != NULL)
		SKIP("what is preloaded adopts the connection, and the system does not show the timeout");
	does_not_wait(receive, accepted(AF_INET, SOCK_STREAM, (struct sockaddr *)&tcp, sizeof tcp));
	does_not_wait(send_until_full,
		      accepted(AF_INET, SOCK_STREAM, (struct sockaddr *)&tcp, sizeof tcp));
	return 0;
}
