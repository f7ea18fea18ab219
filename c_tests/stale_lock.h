/*
 * stale_lock.h: the abstract name that whoever replaces a stale file holds, taken by hand.
 */
#ifndef OXSOCK_STALE_LOCK_H
#define OXSOCK_STALE_LOCK_H

#include "check.h"

#include <sys/stat.h>

static MAYBE_UNUSED int hold_stale_lock(const struct sockaddr_un *path)
{
	struct stat status;
	char name[120];
	int s;

	CHECK_INT(0, lstat(path->sun_path, &status));
	snprintf(name, sizeof name, "unix-dgram:@oxsock-stale-%llx-%llx",
		 (unsigned long long)status.st_dev, (unsigned long long)status.st_ino);
	/* Another process may be about to let go of it, for a file that had this number before. */
	while ((s = ox_listen_on(name, 0)) == -EADDRINUSE)
		sched_yield();
	return CHECK_OK(s);
}

#endif
