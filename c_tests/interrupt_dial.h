/* interrupt_dial.h: calls of ox_dial and its kin that wait, and a signal that comes meanwhile. */
#ifndef INTERRUPT_DIAL_H
#define INTERRUPT_DIAL_H

#include "hanging_resolver.h"
#include <signal.h>

static volatile sig_atomic_t handled;

static MAYBE_UNUSED void handle(int signal)
{
	(void)signal;
	handled = 1;
}

/* A handler that has the system's calls continued where they can be. */
static MAYBE_UNUSED void install_handler(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = handle;
	action.sa_flags = SA_RESTART;
	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
}

struct call {
	const char *endpoint;
	int64_t deadline;
	int result;
};

static MAYBE_UNUSED void *dial_call(void *argument)
{
	struct call *call = (struct call *)argument;

	call->result = ox_dial(call->endpoint, call->deadline);
	return NULL;
}

static MAYBE_UNUSED void *resolve_call(void *argument)
{
	struct call *call = (struct call *)argument;

	call->result = ox_resolve(call->endpoint, NULL, 0, call->deadline);
	return NULL;
}

static MAYBE_UNUSED void *listen_call(void *argument)
{
	struct call *call = (struct call *)argument;

	call->result = ox_listen_on(call->endpoint, 1);
	return NULL;
}

/* The result of a call in whose wait a signal handler has run. */
static MAYBE_UNUSED int interrupted(void *(*run)(void *), const char *endpoint, int64_t deadline)
{
	struct call call = {endpoint, deadline, 0};
	pthread_t thread;

	handled = 0;
	if (!is_blocked_before(start_thread(&thread, run, &call),
			       deadline > 0 ? deadline : INT64_MAX)) {
		CHECK_INT(0, pthread_join(thread, NULL));
		CHECK_INT(-ETIMEDOUT, call.result);
		SKIP("this machine is too slow");
	}
	CHECK_INT(0, pthread_kill(thread, SIGUSR1));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(1, handled);
	return call.result;
}

#endif
