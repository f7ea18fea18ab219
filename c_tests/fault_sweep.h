/*
 * fault_sweep.h: plays scenes again and again, with an error at each of their system calls in
 * turn, and tells which one does not hold.
 */
#ifndef OXSOCK_FAULT_SWEEP_H
#define OXSOCK_FAULT_SWEEP_H

#include "check.h"
#include <fcntl.h>

#define DATA "0123456789"
enum { LENGTH = sizeof DATA - 1 };

static int rule, applied;

/* No faults from here on. */
static void end_faults(void)
{
	if (rule != 0) {
		applied = CHECK_OK(ox_fault_count(rule));
		CHECK_OK(ox_fault_remove(rule));
	}
	rule = 0;
}

/* What a scene does, and so what its result tells. */
enum kind { OTHER, SENDS, SENDS_MESSAGES, RECEIVES, RECEIVES_MESSAGES, MAKES, MAKES_ELSEWHERE, CLOSES, TIMES_OUT };

static int descriptors(void)
{
	int count = 0;
	DIR *dir = opendir("/proc/self/fd");

	CHECK(dir != NULL);
	while (readdir(dir) != NULL)
		count++;
	closedir(dir);
	return count;
}

struct scene {
	const char *name;
	enum kind kind;
	int (*play)(void);
};

/* What all the scenes of a program have in common. */
struct world {
	void (*set_up)(void);
	void (*check)(void); /* what must hold afterwards; may be null */
	void (*tear_down)(void);
};

static const struct scene *scene;
static const char *fault;
static int nth, result;
static int error; /* the fault's, 0 if it makes none */

#define HOLDS(condition) \
	((condition) ? (void)0 : failed(#condition, __LINE__))

static void failed(const char *condition, int line)
{
	fprintf(stderr, "%s with %s at its system call %d: line %d: %s does not hold; it returned %d (%s)\n",
		scene->name, fault, nth, line, condition, result,
		ox_errname(result) ? ox_errname(result) : "no error");
	exit(1);
}

/* So many bytes are left at a stream, and they are the last of DATA. */
static MAYBE_UNUSED void stream_holds(int s, int count, const char *bytes)
{
	char rest[4 * LENGTH];
	int got = ox_recv(s, rest, sizeof rest, MSG_DONTWAIT);

	HOLDS(count > 0 ? got == count : got == -EAGAIN);
	HOLDS(count == 0 || memcmp(rest, bytes, (size_t)count) == 0);
}

/* So many messages are left. */
static MAYBE_UNUSED void queue_holds(int s, int count)
{
	char rest[4 * LENGTH];

	for (; count > 0; count--)
		HOLDS(ox_recv(s, rest, sizeof rest, MSG_DONTWAIT) == LENGTH);
	HOLDS(ox_recv(s, rest, sizeof rest, MSG_DONTWAIT) == -EAGAIN);
}

/* The scene succeeded, or returned the fault's error. */
static void check_result(void)
{
	int is_fault = error != 0 && result == -error && (error != EINTR || scene->kind == CLOSES);

	if (error == EAGAIN && result == -EINPROGRESS)
		is_fault = 1; /* so ox_connect calls it */

	if (scene->kind == TIMES_OUT)
		HOLDS(result == -ETIMEDOUT || is_fault);
	else
		HOLDS(result >= 0 || is_fault);
}

/* Whether the rule did apply. */
static int play(const struct world *world)
{
	int before = descriptors();
	char text[64];

	world->set_up();
	snprintf(text, sizeof text, "any %s nth=%d", fault, nth);
	rule = CHECK_OK(ox_fault(text));
	result = scene->play();
	end_faults();
	check_result();
	if (world->check != NULL)
		world->check();
	world->tear_down();
	HOLDS(descriptors() == before);
	return applied;
}

/* Each scene with each fault at each of its system calls. */
static void sweep(const struct world *world, const struct scene *scenes, size_t count)
{
	static const struct {
		const char *text;
		int error;
	} faults[] = {
		{"interrupt", EINTR},
		{"error=ENOMEM", ENOMEM},
		{"error=EMFILE", EMFILE},
		{"error=ECONNRESET", ECONNRESET},
		{"error=EAGAIN", EAGAIN},
		{"short=1", 0},
		{"delay=1us", 0},
	};
	size_t i, j;

	for (i = 0; i < count; i++) {
		for (j = 0; j < sizeof faults / sizeof faults[0]; j++) {
			scene = &scenes[i];
			fault = faults[j].text;
			error = faults[j].error;
			for (nth = 1; play(world); nth++)
				HOLDS(nth < 1000);
		}
	}
}

static void skip_if_preloaded(void)
{
	const char *preloaded = getenv("LD_PRELOAD");

	if (preloaded != NULL && strstr(preloaded, "adopted") != NULL)
		SKIP("what is preloaded opens sockets in several steps, and one of them fails");
}

#endif
