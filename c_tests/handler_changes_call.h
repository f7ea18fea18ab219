/*
 * handler_changes_call.h: a signal handler sets something on the handle of the call that it has
 * interrupted, by which the call returns EAGAIN when it is restarted.
 */
#ifndef OXSOCK_HANDLER_CHANGES_CALL_H
#define OXSOCK_HANDLER_CHANGES_CALL_H

#include "signal_handler.h"

/* The call's handle, and its peer, which the handler may use, too. */
static int s[2];

static MAYBE_UNUSED int receive(int handle)
{
	char byte;

	return ox_recv(handle, &byte, 1, 0);
}

static MAYBE_UNUSED int send_it(int handle)
{
	return ox_send(handle, "x", 1, 0);
}

static MAYBE_UNUSED int take(int handle)
{
	return ox_accept(handle, NULL, NULL);
}

/* A handle on which the call waits. */
static MAYBE_UNUSED void open_for(int (*call)(int))
{
	unix_pair(SOCK_STREAM, s);
	if (call == send_it)
		fill(s[0]);
	if (call == take)
		s[0] = listen_tcp4(NULL);
}

/* Install the handler, with SA_RESTART, and have it interrupt each call: with one thread, then in
   another. */
static MAYBE_UNUSED void interrupt_each_call(void (*handler)(int))
{
	int (*const calls[])(int) = {receive, send_it, take};
	const size_t count = sizeof calls / sizeof calls[0];
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
	size_t i;

	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	for (i = 0; i < count; i++) {
		open_for(calls[i]);
		CHECK_ERR(EAGAIN, result_when_signalled(calls[i], s[0]));
	}
	for (i = 0; i < count; i++) {
		open_for(calls[i]);
		CHECK_ERR(EAGAIN, result_in_thread_when_signalled(calls[i], s[0]));
	}
}

#endif
