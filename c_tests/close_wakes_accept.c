/* ox_close wakes whoever is blocked in ox_accept on the handle: the call returns ECANCELED. */
#include "close_kinds.h"

static int take(int s)
{
	return ox_accept(s, NULL, NULL);
}

static int listen_unix(int type)
{
	struct sockaddr_un name;
	socklen_t length;
	int s = unix_named(type, &name, &length);

	CHECK_OK(ox_listen(s, 1));
	return s;
}

int main(void)
{
	closing_wakes(take, listen_tcp4(NULL), "TCP over IPv4");
	closing_wakes(take, listen_unix(SOCK_STREAM), "UNIX stream");
	closing_wakes(take, listen_unix(SOCK_SEQPACKET), "UNIX seqpacket");
	closing_wakes(take, listen_tcp6(NULL), "TCP over IPv6");
	return 0;
}
