/*
 * held_accept.h: a thread that is held in the moment in which it is about to take a connection, and
 * keeps the others from the listener.
 */
#ifndef OXSOCK_HELD_ACCEPT_H
#define OXSOCK_HELD_ACCEPT_H

#include "meddle.h"

static int listener;
static sem_t is_held, go_on; /* the caller's to initialise */

static int hold(int time, const struct seccomp_data *call)
{
	(void)call;
	if (time == 0) {
		sem_post(&is_held);
		await(&go_on);
	}
	return GO_ON;
}

static void *accept_held(void *unused)
{
	static struct meddler meddler = {.number = SYS_accept4, .decide = hold};

	meddle(&meddler);
	CHECK_OK(ox_accept(listener, NULL, NULL));
	return unused;
}

#endif
