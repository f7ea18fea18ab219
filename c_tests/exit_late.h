/*
 * exit_late.h: a thread that goes on while the process ends, and looks for what it has when all
 * destructors have run.
 */
#ifndef OXSOCK_EXIT_LATE_H
#define OXSOCK_EXIT_LATE_H

#include "check.h"

static const char *gone; /* what it has not found */
static sem_t is_ending, has_looked;

/* The C library writes what is left in streams when all destructors have run. */
static ssize_t write_at_the_end(void *unused, const char *bytes, size_t size)
{
	(void)unused;
	(void)bytes;
	if (size == 0)
		return 0; /* musl writes nothing afterwards, too */
	sem_post(&is_ending);
	await(&has_looked);
	if (gone != NULL) {
		fprintf(stderr, "gone at the end: %s\n", gone);
		_exit(1);
	}
	return (ssize_t)size;
}

/* Start the thread, which looks between these two semaphores. To be followed by exit. */
static void start_until_the_end(void *(*use)(void *))
{
	static const cookie_io_functions_t functions = {.write = write_at_the_end};
	FILE *stream = fopencookie(NULL, "w", functions);
	pthread_t thread;

	CHECK(stream != NULL);
	CHECK_INT(0, sem_init(&is_ending, 0, 0));
	CHECK_INT(0, sem_init(&has_looked, 0, 0));
	start_thread(&thread, use, NULL);
	fputc('x', stream);
}

#endif
