/*
 * handle_count.h: how many descriptors this process has, and the point where it gets no more.
 */
#ifndef OXSOCK_HANDLE_COUNT_H
#define OXSOCK_HANDLE_COUNT_H

#include "check.h"

#include <sys/resource.h>

/* How many descriptors this process has open. */
static MAYBE_UNUSED int open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int count = -3; /* ".", ".." and dir itself */

	CHECK(dir != NULL);
	while (readdir(dir) != NULL)
		count++;
	closedir(dir);
	return count;
}

#ifndef CHECK_DLOPEN

/* Lower RLIMIT_NOFILE to a few more than there are, and open sockets until it is reached.
   Returns the last of them. */
static MAYBE_UNUSED int exhaust_descriptors(void)
{
	struct rlimit limit;
	int s, last = -1;

	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &limit));
	limit.rlim_cur = (rlim_t)open_descriptors() + 32;
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &limit));
	while ((s = ox_socket(AF_UNIX, SOCK_DGRAM, 0)) >= 0)
		last = s;
	CHECK_ERR(EMFILE, s);
	CHECK_INT(EMFILE, errno);
	return last;
}

#endif /* CHECK_DLOPEN */

#endif
