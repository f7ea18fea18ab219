/*
 * A socket knows what it is: SO_DOMAIN, SO_TYPE, SO_PROTOCOL, SO_ACCEPTCONN. The flag
 * SOCK_NONBLOCK is no part of its type.
 */
#include "check.h"

static int get(int s, int name)
{
	int value = -1;
	socklen_t length = sizeof value;

	CHECK_OK(ox_getsockopt(s, SOL_SOCKET, name, &value, &length));
	return value;
}

static void check_kind(int domain, int type, int flags, int protocol)
{
	int s = CHECK_OK(ox_socket(domain, type | flags, 0));

	CHECK_INT(domain, get(s, SO_DOMAIN));
	CHECK_INT(type, get(s, SO_TYPE));
	CHECK_INT(protocol, get(s, SO_PROTOCOL));
	CHECK_INT(0, get(s, SO_ACCEPTCONN));
	CHECK_OK(ox_close(s));
}

int main(void)
{
	int listener = listen_tcp4(NULL);

	check_kind(AF_INET, SOCK_STREAM, 0, IPPROTO_TCP);
	check_kind(AF_INET, SOCK_DGRAM, SOCK_NONBLOCK, IPPROTO_UDP);
	check_kind(AF_UNIX, SOCK_STREAM, SOCK_CLOEXEC, 0);
	check_kind(AF_UNIX, SOCK_DGRAM, 0, 0);
	check_kind(AF_UNIX, SOCK_SEQPACKET, SOCK_NONBLOCK, 0);

	CHECK_INT(1, get(listener, SO_ACCEPTCONN));
	CHECK_OK(ox_close(listener));
	return 0;
}
