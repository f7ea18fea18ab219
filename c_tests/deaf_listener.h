/*
 * deaf_listener.h: a listener that answers nobody, since its queue is full, for a process with one
 * thread and with two.
 */
#ifndef OXSOCK_DEAF_LISTENER_H
#define OXSOCK_DEAF_LISTENER_H

#include "check.h"

static void *wait_until(void *over)
{
	CHECK_INT(0, sem_wait(over));
	return NULL;
}

/* Check it with the address of one, alone and beside a second thread. */
static MAYBE_UNUSED void alone_and_beside_thread(void (*check)(const struct sockaddr_in *deaf))
{
	struct sockaddr_in deaf;
	int listener = listen_tcp4(&deaf);
	pthread_t thread;
	sem_t over;

	CHECK_OK(ox_listen(listener, 0));
	CHECK_OK(ox_connect(CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0)), (struct sockaddr *)&deaf,
			    sizeof deaf));
	check(&deaf);
	CHECK_INT(0, sem_init(&over, 0, 0));
	CHECK_INT(0, pthread_create(&thread, NULL, wait_until, &over));
	check(&deaf);
	CHECK_INT(0, sem_post(&over));
	CHECK_INT(0, pthread_join(thread, NULL));
}

#endif
