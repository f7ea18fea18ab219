/*
 * storm.c: interrupts every thread of a program with a signal every 200 µs. A program that waits
 * only in oxsock should see no difference.
 *
 * It is preloaded (LD_PRELOAD) and compiled with one of these defined: DETOUR_storm, the handler
 * has no SA_RESTART; DETOUR_restarting, it has.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define INTERVAL 200000 /* nanoseconds */

#ifdef DETOUR_restarting
#define FLAGS SA_RESTART
#else
#define FLAGS 0
#endif

static void nothing(int number)
{
	(void)number;
}

/* Have the calling thread interrupted from now on. */
static void begin(void)
{
	const struct itimerspec times = {{0, INTERVAL}, {0, INTERVAL}};
	struct sigevent event;
	timer_t timer;

	memset(&event, 0, sizeof event);
	event.sigev_notify = SIGEV_THREAD_ID;
	event.sigev_signo = SIGVTALRM;
	event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
	if (timer_create(CLOCK_MONOTONIC, &event, &timer) == 0)
		timer_settime(timer, 0, &times, NULL);
}

__attribute__((constructor)) static void begin_with_program(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = nothing;
	action.sa_flags = FLAGS;
	sigaction(SIGVTALRM, &action, NULL);
	pthread_atfork(NULL, NULL, begin);
	begin();
}

struct start {
	void *(*run)(void *);
	void *argument;
};

static void *run(void *argument)
{
	struct start start = *(struct start *)argument;

	free(argument);
	begin();
	return start.run(start.argument);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *),
		   void *argument)
{
	int (*create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
	struct start *start = malloc(sizeof *start);

	*(void **)&create = dlsym(RTLD_NEXT, "pthread_create");
	if (start == NULL)
		return create(thread, attributes, function, argument);
	start->run = function;
	start->argument = argument;
	return create(thread, attributes, run, start);
}
