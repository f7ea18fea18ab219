/*
 * handle_count.h: how many descriptors this process has, and the point where it gets no more.
 */
#ifndef OXSOCK_HANDLE_COUNT_H
#define OXSOCK_HANDLE_COUNT_H

#include "check.h"

#include <sys/resource.h>

/* How many descriptors this process has open, and how many of them are timers, such as those that
   oxsock keeps for waking threads, and rings, of which it keeps one for shared listeners. */
static MAYBE_UNUSED void count_descriptors(int *all, int *timers, int *rings)
{
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;
	char target[64];
	ssize_t length;

	CHECK(dir != NULL);
	*all = *timers = *rings = 0;
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.' || atoi(entry->d_name) == dirfd(dir))
			continue;
		length = readlinkat(dirfd(dir), entry->d_name, target, sizeof target - 1);
		target[length < 0 ? 0 : length] = '\0';
		*all += 1;
		*timers += strstr(target, "timerfd") != NULL;
		*rings += strstr(target, "io_uring") != NULL;
	}
	closedir(dir);
}

/* How many descriptors this process has open, without those that oxsock keeps. */
static MAYBE_UNUSED int open_descriptors(void)
{
	int all, timers, rings;

	count_descriptors(&all, &timers, &rings);
	return all - timers - (rings > 0);
}

/* How many descriptors oxsock keeps for waking threads. */
static MAYBE_UNUSED int wakeup_descriptors(void)
{
	int all, timers, rings;

	count_descriptors(&all, &timers, &rings);
	return timers;
}

#ifndef CHECK_DLOPEN

/* Lower RLIMIT_NOFILE to a few more than there are, and open sockets until it is reached.
   Returns the last of them. */
static MAYBE_UNUSED int exhaust_descriptors(void)
{
	struct rlimit limit;
	int s, last = -1;

	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &limit));
	limit.rlim_cur = limit.rlim_max; /* counting takes a descriptor */
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &limit));
	limit.rlim_cur = (rlim_t)(open_descriptors() + wakeup_descriptors()) + 32;
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &limit));
	while ((s = ox_socket(AF_UNIX, SOCK_DGRAM, 0)) >= 0)
		last = s;
	CHECK_ERR(EMFILE, s);
	CHECK_INT(EMFILE, errno);
	return last;
}

#endif /* CHECK_DLOPEN */

#endif
