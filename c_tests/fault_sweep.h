/*
 * fault_sweep.h: plays scenes again and again, with an error at each of their system calls in
 * turn, and tells which one does not hold. With SWEEP_MEMORY, it is their allocations that fail.
 */
#ifndef OXSOCK_FAULT_SWEEP_H
#define OXSOCK_FAULT_SWEEP_H

#include "handle_count.h"
#include <fcntl.h>
#ifdef SWEEP_MEMORY
#include "memory_fails.h"
#endif

#define DATA "0123456789"
enum { LENGTH = sizeof DATA - 1 };

static int rule, applied;

/* The n-th of what the fault is about fails. */
static void begin_faults(const char *fault, int n)
{
#ifdef SWEEP_MEMORY
	(void)fault;
	rule = 1;
	fail_allocation(n);
#else
	char text[64];

	snprintf(text, sizeof text, "any %s nth=%d", fault, n);
	rule = CHECK_OK(ox_fault(text));
#endif
}

/* No faults from here on. */
static void end_faults(void)
{
#ifdef SWEEP_MEMORY
	if (rule != 0)
		applied = end_failing();
#else
	if (rule != 0) {
		applied = CHECK_OK(ox_fault_count(rule));
		CHECK_OK(ox_fault_remove(rule));
	}
#endif
	rule = 0;
}

/* What a scene does, and so what its result tells. */
enum kind { OTHER, SENDS, SENDS_MESSAGES, RECEIVES, RECEIVES_MESSAGES, MAKES, MAKES_ELSEWHERE, CLOSES, TIMES_OUT };

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
	fprintf(stderr, "%s with %s at its call or allocation %d: line %d: %s does not hold; it returned %d (%s)\n",
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
	if (error == ENOMEM && result == OX_EAI_MEMORY)
		is_fault = 1; /* so the resolver calls it */

	if (scene->kind == TIMES_OUT)
		HOLDS(result == -ETIMEDOUT || is_fault);
	else
		HOLDS(result >= 0 || is_fault);
}

/* Whether the rule did apply. */
static int play(const struct world *world)
{
	int before = open_descriptors();

	world->set_up();
	begin_faults(fault, nth);
	result = scene->play();
	end_faults();
	check_result();
	if (world->check != NULL)
		world->check();
	world->tear_down();
	HOLDS(open_descriptors() == before || nth == 0);
	HOLDS(wakeup_descriptors() <= 32);
	return applied;
}

static int scenes_failed;

#ifdef SWEEP_MEMORY
/* The same again holds no more memory than the first time. Threads free theirs as they end. */
static void check_memory(const struct world *world)
{
	long before = allocations_held();
	int i;

	play(world);
	for (i = 0; i < 1000 && allocations_held() > before; i++)
		usleep(1000);
	HOLDS(allocations_held() <= before);
}

/* In a child, as the process may end: then all other scenes are still played. */
static void sweep_scene(const struct world *world)
{
	pid_t child = fork();
	int status;

	CHECK(child >= 0);
	if (child == 0) {
		nth = 0; /* none fails, and what a child opens once and for all is open then */
		play(world);
		for (nth = 1; play(world); nth++) {
			HOLDS(nth < 1000);
			check_memory(world);
		}
		_exit(0);
	}
	status = wait_for_child(child);
	if (status != 0)
		fprintf(stderr, "%s with %s: %s %d\n", scene->name, fault,
			WIFSIGNALED(status) ? "killed by signal" : "ended with",
			WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	scenes_failed += status != 0;
}
#else
static void sweep_scene(const struct world *world)
{
	for (nth = 1; play(world); nth++)
		HOLDS(nth < 1000);
}
#endif

/* Each scene with each fault at each of its system calls, or allocations. */
static void sweep(const struct world *world, const struct scene *scenes, size_t count)
{
	static const struct {
		const char *text;
		int error;
	} faults[] = {
#ifdef SWEEP_MEMORY
		{"no memory", ENOMEM},
#else
		{"interrupt", EINTR},
		{"error=ENOMEM", ENOMEM},
		{"error=EMFILE", EMFILE},
		{"error=ECONNRESET", ECONNRESET},
		{"error=EAGAIN", EAGAIN},
		{"short=1", 0},
		{"delay=1us", 0},
#endif
	};
	size_t i, j;

	for (i = 0; i < count; i++) {
		for (j = 0; j < sizeof faults / sizeof faults[0]; j++) {
			scene = &scenes[i];
			fault = faults[j].text;
			error = faults[j].error;
			sweep_scene(world);
		}
	}
	CHECK_INT(0, scenes_failed);
}

static void skip_if_preloaded(void)
{
	const char *preloaded = getenv("LD_PRELOAD");

	if (preloaded != NULL && strstr(preloaded, "adopted") != NULL)
		SKIP("what is preloaded opens sockets in several steps, and one of them fails");
}

#endif
