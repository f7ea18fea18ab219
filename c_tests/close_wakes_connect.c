/* ox_close wakes whoever is blocked in ox_connect on the handle, here because the listener's
   queue is full: the call returns ECANCELED. Where the kernel drops the first packet of a TCP
   connection, that wait would have lasted two minutes. */
#include "close_kinds.h"

static struct sockaddr_storage name;
static socklen_t length;

static int attempt(int s)
{
	return ox_connect(s, (struct sockaddr *)&name, length);
}

/* A listener that admits one connection, and that one. */
static void closing_wakes_connect(int listener, const char *kind)
{
	int domain, type, first;
	socklen_t size = sizeof(int);

	length = sizeof name;
	CHECK_OK(ox_listen(listener, 0));
	CHECK_OK(ox_getsockname(listener, (struct sockaddr *)&name, &length));
	CHECK_OK(ox_getsockopt(listener, SOL_SOCKET, SO_DOMAIN, &domain, &size));
	CHECK_OK(ox_getsockopt(listener, SOL_SOCKET, SO_TYPE, &type, &size));
	first = CHECK_OK(ox_socket(domain, type, 0));
	CHECK_INT(0, attempt(first));

	closing_wakes(attempt, CHECK_OK(ox_socket(domain, type, 0)), kind);
	CHECK_INT(0, ox_close(first));
	CHECK_INT(0, ox_close(listener));
}

int main(void)
{
	struct sockaddr_un ignored;
	socklen_t size;

	closing_wakes_connect(listen_tcp4(NULL), "TCP over IPv4");
	closing_wakes_connect(unix_named(SOCK_STREAM, &ignored, &size), "UNIX stream");
	closing_wakes_connect(unix_named(SOCK_SEQPACKET, &ignored, &size), "UNIX seqpacket");
	closing_wakes_connect(listen_tcp6(NULL), "TCP over IPv6");
	return 0;
}
