/* inherit_service_manager.h: starts this program again, as a service manager does. */
#ifndef INHERIT_SERVICE_MANAGER_H
#define INHERIT_SERVICE_MANAGER_H

#include "needs.h"

#include "private_machine.h"
#include <fcntl.h>

/* A plain listener on 127.0.0.1. */
static MAYBE_UNUSED int plain_listener(void)
{
	struct sockaddr_in address = loopback4(0);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	CHECK(fd >= 0);
	CHECK_INT(0, bind(fd, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(0, listen(fd, 4));
	return fd;
}

/* Run this program with an argument, the descriptors as 3, 4, ..., and what sd_listen_fds(3)
   reads; names may be null. It must succeed. */
static MAYBE_UNUSED void start_service(const char *argument, const int *fds, int count,
				       const char *names)
{
	char number[16];
	pid_t child;
	int i;

	needs_exec();
	if ((child = fork()) == 0) {
		int high[8];

		for (i = 0; i < count; i++)
			CHECK((high[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 100)) >= 0);
		for (i = 0; i < count; i++)
			CHECK_INT(3 + i, dup2(high[i], 3 + i));
		snprintf(number, sizeof number, "%d", (int)getpid());
		setenv("LISTEN_PID", number, 1);
		snprintf(number, sizeof number, "%d", count);
		setenv("LISTEN_FDS", number, 1);
		if (names != NULL)
			setenv("LISTEN_FDNAMES", names, 1);
		execl("/proc/self/exe", "service", argument, (char *)NULL);
		check_failed(__FILE__, __LINE__, "cannot start the service");
	}
	check_child(child);
}

#endif
