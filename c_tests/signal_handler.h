/*
 * signal_handler.h: a handler that counts signals, and ways to have it called.
 */
#ifndef OXSOCK_SIGNAL_HANDLER_H
#define OXSOCK_SIGNAL_HANDLER_H

#include "close_blocked.h"

#include <signal.h>
#include <sys/time.h>

/* How many signals have been handled. */
static int signals;

static MAYBE_UNUSED void signal_count(int number)
{
	(void)number;
	__atomic_fetch_add(&signals, 1, __ATOMIC_SEQ_CST);
}

/* Count this signal; system calls that it interrupts fail with EINTR (no SA_RESTART). */
static MAYBE_UNUSED void count_signals(int number)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = signal_count;
	CHECK_INT(0, sigaction(number, &action, NULL));
}

/* Send SIGALRM to this process every so many milliseconds; 0 for never again. */
static MAYBE_UNUSED void alarm_every(int ms)
{
	const struct itimerval every = {{0, ms * 1000}, {0, ms * 1000}};

	CHECK_INT(0, setitimer(ITIMER_REAL, &every, NULL));
}

/* Have the handler of SIGUSR1 run in the thread of the blocked call. */
static MAYBE_UNUSED void interrupt(struct blocked *blocked)
{
	const struct timespec moment = {0, 200 * 1000};
	int before = __atomic_load_n(&signals, __ATOMIC_SEQ_CST);

	CHECK_INT(0, pthread_kill(blocked->thread, SIGUSR1));
	while (__atomic_load_n(&signals, __ATOMIC_SEQ_CST) == before)
		nanosleep(&moment, NULL);
}

#endif
