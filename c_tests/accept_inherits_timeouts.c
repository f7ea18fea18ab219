/* A UNIX connection does not inherit its listener's timeouts, not even a negative one, which means
   "do not wait": calls on a handle from ox_accept wait, as on a descriptor from accept(2). */
#include "close_blocked.h"

#include <sys/time.h>

static const struct timeval negative = {-1, 0};

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
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

int main(void)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	const socklen_t unnamed = sizeof(sa_family_t);

	waits(receive, accepted(AF_UNIX, SOCK_STREAM, (struct sockaddr *)&name, unnamed));
	waits(receive, accepted(AF_UNIX, SOCK_SEQPACKET, (struct sockaddr *)&name, unnamed));
	return 0;
}
