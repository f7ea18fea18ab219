/*
 * reset_amid.h: a connection that is reset when a call has moved some and tries to move more.
 */
#ifndef OXSOCK_RESET_AMID_H
#define OXSOCK_RESET_AMID_H

#include "meddle.h"

enum { MUCH = 8 << 20, DOWN_TO = 1 << 16 };

static int s[2];
static char much[MUCH];
static _Atomic int is_to_reset; /* at the attempt that follows the wait */

static MAYBE_UNUSED int reset_amid(int time, const struct seccomp_data *call)
{
	(void)time;
	(void)call;
	if (is_to_reset) {
		is_to_reset = 0;
		reset_connection(s[0], s[1]);
	}
	return GO_ON;
}

/* Until the sender has room again. */
static MAYBE_UNUSED void receive_some(void)
{
	struct pollfd entry = {.fd = ox_fd(s[0]), .events = POLLOUT};

	while (poll(&entry, 1, 0) == 0)
		CHECK(ox_recv(s[1], much, DOWN_TO, MSG_DONTWAIT) != 0);
}

#endif
