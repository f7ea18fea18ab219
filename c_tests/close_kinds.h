/*
 * close_kinds.h: closing a socket wakes the call that is blocked on it, for every domain and
 * type on which that call can block.
 */
#ifndef OXSOCK_CLOSE_KINDS_H
#define OXSOCK_CLOSE_KINDS_H

#include "close_blocked.h"

/* Block the call on s, close s, and the call returns ECANCELED. */
static MAYBE_UNUSED void closing_wakes(int (*call)(int s), int s, const char *kind)
{
	struct blocked blocked;

	printf("%s\n", kind);
	block(&blocked, call, s);
	CHECK_INT(0, ox_close(s));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK_ERR(EBADF, call(s));
}

static MAYBE_UNUSED void closing_wakes_in_pair(int (*call)(int s), int s[2], const char *kind)
{
	closing_wakes(call, s[0], kind);
	CHECK_INT(0, ox_close(s[1]));
}

static MAYBE_UNUSED void closing_wakes_raw_receiver(int (*call)(int s), int domain,
						    const char *kind)
{
	/* 253 is for experiments: no packet of that protocol arrives. */
	int s = ox_socket(domain, SOCK_RAW, 253);

	if (s == -EPERM)
		printf("%s: left out, needs CAP_NET_RAW\n", kind);
	else
		closing_wakes(call, CHECK_OK(s), kind);
}

/* The call receives: block it on sockets to which nobody sends. */
static MAYBE_UNUSED void closing_wakes_receiver(int (*call)(int s))
{
	int s[2];

	tcp_pair(s);
	closing_wakes_in_pair(call, s, "TCP over IPv4");
	unix_pair(SOCK_STREAM, s);
	closing_wakes_in_pair(call, s, "UNIX stream");
	unix_pair(SOCK_SEQPACKET, s);
	closing_wakes_in_pair(call, s, "UNIX seqpacket");
	unix_pair(SOCK_DGRAM, s);
	closing_wakes_in_pair(call, s, "UNIX datagram, connected");
	closing_wakes(call, CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0)), "UNIX datagram");
	closing_wakes(call, CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0)), "UDP over IPv4");

	closing_wakes_raw_receiver(call, AF_INET, "raw IPv4");
	tcp6_pair(s);
	closing_wakes_in_pair(call, s, "TCP over IPv6");
	closing_wakes(call, CHECK_OK(ox_socket(AF_INET6, SOCK_DGRAM, 0)), "UDP over IPv6");
	closing_wakes_raw_receiver(call, AF_INET6, "raw IPv6");
}

/* The call sends until it fails: block it on sockets whose peers do not read. Datagrams over
   IP are not among them: they are thrown away when nobody reads. */
static MAYBE_UNUSED void closing_wakes_sender(int (*call)(int s))
{
	const int tiny = 1;
	int s[2];

	tcp_pair(s);
	fill(s[0]);
	closing_wakes_in_pair(call, s, "TCP over IPv4");
	unix_pair(SOCK_STREAM, s);
	closing_wakes_in_pair(call, s, "UNIX stream");
	unix_pair(SOCK_SEQPACKET, s);
	closing_wakes_in_pair(call, s, "UNIX seqpacket");
	unix_pair(SOCK_DGRAM, s);
	closing_wakes_in_pair(call, s, "UNIX datagram, the peer's queue full");
	unix_pair(SOCK_DGRAM, s);
	CHECK_OK(ox_setsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &tiny, sizeof tiny));
	closing_wakes_in_pair(call, s, "UNIX datagram, its own buffer full");
	tcp6_pair(s);
	fill(s[0]);
	closing_wakes_in_pair(call, s, "TCP over IPv6");
}

#endif
