/*
 * close_in_handler.h: a signal handler that closes the handle of the call that it has interrupted,
 * and opens a socket that may get the same descriptor number: the call is to take nothing of it.
 */
#ifndef OXSOCK_CLOSE_IN_HANDLER_H
#define OXSOCK_CLOSE_IN_HANDLER_H

#include "close_blocked.h"

static int s[2], next[2];

static MAYBE_UNUSED void close_and_open(int number)
{
	(void)number;
	CHECK_INT(0, ox_close(s[0]));
	unix_pair(SOCK_STREAM, next);
	CHECK_INT(1, ox_send(next[0], "a", 1, 0));
	CHECK_INT(1, ox_send(next[1], "b", 1, 0));
}

/* The next sockets have all that was sent. */
static MAYBE_UNUSED void check_next(void)
{
	char byte;

	CHECK_INT(1, ox_recv(next[0], &byte, 1, MSG_DONTWAIT));
	CHECK_INT('b', byte);
	CHECK_INT(1, ox_recv(next[1], &byte, 1, MSG_DONTWAIT));
	CHECK_INT('a', byte);
	CHECK_INT(0, ox_close(next[0]));
	CHECK_INT(0, ox_close(next[1]));
}

#endif
