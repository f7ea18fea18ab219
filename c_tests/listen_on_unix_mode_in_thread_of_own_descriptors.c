/* A thread that has descriptors of its own (unshare(2) with CLONE_FILES) listens with ?mode=: its
   own file gets the permission bits, and not the file that the rest of the process has open under
   the same descriptor number. */
#include "check.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>

enum { NUMBERS = 64 };

static char others[80 + 8], endpoint[80 + 32];

static void has_mode(const char *path, unsigned mode)
{
	struct stat found;

	CHECK_INT(0, stat(path, &found));
	CHECK_INT(mode, found.st_mode & 0777);
}

static void *serve(void *argument)
{
	int fd, s;

	if (unshare(CLONE_FILES) != 0)
		SKIP("a thread cannot have descriptors of its own");
	for (fd = 3; fd < NUMBERS; fd++)
		close(fd);
	s = CHECK_OK(ox_listen_on(endpoint, 1));
	has_mode(others, 0600);
	*strchr(endpoint, '?') = '\0';
	has_mode(strchr(endpoint, '/'), 0666);
	CHECK_INT(0, ox_close(s));
	return argument;
}

int main(void)
{
	pthread_t thread;
	int fd;

	snprintf(others, sizeof others, "%s/others", temp_dir());
	snprintf(endpoint, sizeof endpoint, "unix:%s/server?mode=0666", temp_dir());
	umask(077);
	do
		CHECK_OK(fd = open(others, O_CREAT | O_RDWR, 0600));
	while (fd < NUMBERS);
	start_thread(&thread, serve, NULL);
	CHECK_INT(0, pthread_join(thread, NULL));
	return 0;
}
