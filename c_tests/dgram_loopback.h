/*
 * dgram_loopback.h: bound UDP sockets for the programs about datagrams, on the loopback
 * interface at ports of the system's choice.
 */
#ifndef OXSOCK_DGRAM_LOOPBACK_H
#define OXSOCK_DGRAM_LOOPBACK_H

#include "check.h"

/* A UDP socket bound to 127.0.0.1; *bound gets its address (or null). */
static MAYBE_UNUSED int bind_udp4(struct sockaddr_in *bound)
{
	struct sockaddr_in address = loopback4(0);
	socklen_t length = sizeof address;
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	CHECK_OK(ox_bind(s, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_getsockname(s, (struct sockaddr *)&address, &length));
	if (bound != NULL)
		*bound = address;
	return s;
}

/* A UDP socket bound to ::1; *bound gets its address (or null). */
static MAYBE_UNUSED int bind_udp6(struct sockaddr_in6 *bound)
{
	struct sockaddr_in6 address = loopback6(0);
	socklen_t length = sizeof address;
	int s = ox_socket(AF_INET6, SOCK_DGRAM, 0);

	if (s == -EAFNOSUPPORT)
		SKIP("no IPv6 here");
	CHECK_OK(s);
	if (ox_bind(s, (struct sockaddr *)&address, sizeof address) == -EADDRNOTAVAIL)
		SKIP("no IPv6 loopback here");
	CHECK_OK(ox_getsockname(s, (struct sockaddr *)&address, &length));
	if (bound != NULL)
		*bound = address;
	return s;
}

/*
 * A UDP port where nobody answers, and that nobody else can get either: its socket is
 * connected to itself, and so takes nothing from others.
 */
static MAYBE_UNUSED int bind_deaf(struct sockaddr_in *bound)
{
	int s = bind_udp4(bound);

	CHECK_OK(ox_connect(s, (struct sockaddr *)bound, sizeof *bound));
	return s;
}

/* Wait until a datagram, or an error, has arrived: even on loopback that takes a moment. */
static MAYBE_UNUSED void await_arrival(int s)
{
	struct pollfd arrival = {0, POLLIN, 0};

	arrival.fd = s;
	CHECK_INT(1, ox_poll(&arrival, 1, 5000));
}

#endif
