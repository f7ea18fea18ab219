/*
 * receivers.h: threads that receive datagrams from one socket, or accept connections of one
 * listener, over and over, until that fails.
 */
#ifndef OXSOCK_RECEIVERS_H
#define OXSOCK_RECEIVERS_H

#include "close_blocked.h"

#include <dirent.h>
#include <semaphore.h>
#include <sys/resource.h>

enum { RECEIVERS = 16 };

struct receivers {
	int (*take)(int s); /* one datagram or connection: 0, or an error */
	int s;
	sem_t taken;
	pthread_t threads[RECEIVERS];
	pid_t tids[RECEIVERS];
	int results[RECEIVERS];
	int started;
};

static MAYBE_UNUSED void *receivers_run(void *argument)
{
	struct receivers *all = (struct receivers *)argument;
	int result, i = __atomic_fetch_add(&all->started, 1, __ATOMIC_SEQ_CST);

	while ((result = all->take(all->s)) == 0)
		sem_post(&all->taken);
	all->results[i] = result;
	return NULL;
}

/* Return when all wait. */
static MAYBE_UNUSED void await_receivers(const struct receivers *all)
{
	int i;

	for (i = 0; i < RECEIVERS; i++)
		wait_until_blocked(all->tids[i]);
}

/* Receive a datagram. */
static MAYBE_UNUSED int take_datagram(int s)
{
	char byte;
	int result = ox_recv(s, &byte, 1, 0);

	return result < 0 ? result : 0;
}

/* Start them. */
static MAYBE_UNUSED void launch_receivers(struct receivers *all, int (*take)(int s), int s)
{
	int i;

	memset(all, 0, sizeof *all);
	all->take = take;
	all->s = s;
	CHECK_INT(0, sem_init(&all->taken, 0, 0));
	for (i = 0; i < RECEIVERS; i++)
		all->tids[i] = start_thread(&all->threads[i], receivers_run, all);
}

/* Start them, and return when all wait. */
static MAYBE_UNUSED void start_receivers(struct receivers *all, int (*take)(int s), int s)
{
	launch_receivers(all, take, s);
	await_receivers(all);
}

/* Have them receive so many datagrams, one after the other, and return when all wait again. */
static MAYBE_UNUSED void pass_datagrams(struct receivers *all, int sender, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		CHECK_INT(1, ox_send(sender, "x", 1, 0));
		await(&all->taken);
	}
	await_receivers(all);
}

/* Wait for their ends, which all have to come with this error. */
static MAYBE_UNUSED void join_receivers(struct receivers *all, int error)
{
	struct timespec limit;
	int i;

	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_sec += 5 * PROMPTLY / 1000;
	for (i = 0; i < RECEIVERS; i++)
		if (pthread_timedjoin_np(all->threads[i], NULL, &limit) != 0)
			check_failed(__FILE__, __LINE__, "a receiver still waits");
	for (i = 0; i < RECEIVERS; i++)
		CHECK_ERR(error, all->results[i]);
	sem_destroy(&all->taken);
}

/* How often threads of this process have gone to sleep. */
static MAYBE_UNUSED long sleeps(void)
{
	struct rusage usage;

	CHECK_INT(0, getrusage(RUSAGE_SELF, &usage));
	return usage.ru_nvcsw;
}

/* A descriptor of this process, of this kind, above another one; -1 if there is none. */
static MAYBE_UNUSED int next_descriptor(const char *kind, int above)
{
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;
	char target[64];
	ssize_t length;
	int fd, found = -1;

	CHECK(dir != NULL);
	while ((entry = readdir(dir)) != NULL) {
		length = readlinkat(dirfd(dir), entry->d_name, target, sizeof target - 1);
		target[length < 0 ? 0 : length] = '\0';
		fd = atoi(entry->d_name);
		if (strstr(target, kind) != NULL && fd > above && (found < 0 || fd < found))
			found = fd;
	}
	closedir(dir);
	return found;
}

static MAYBE_UNUSED int next_epoll_set(int above)
{
	return next_descriptor("eventpoll", above);
}

#endif
