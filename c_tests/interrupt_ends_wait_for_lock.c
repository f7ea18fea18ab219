/* While ox_interruptible is on, a signal ends the wait of ox_listen_on for whoever holds the lock for
   replacing a stale file. */
#include "signal_handler.h"

#include <sys/stat.h>

static void leave_a_stale_file(const struct sockaddr_un *path)
{
	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));

	CHECK_INT(0, ox_bind(s, (const struct sockaddr *)path, sizeof *path));
	CHECK_INT(0, ox_close(s));
}

int main(void)
{
	char endpoint[200], lock[120];
	struct sockaddr_un path;
	struct stat status;

	unix_path(&path, "server");
	snprintf(endpoint, sizeof endpoint, "unix:%s", path.sun_path);
	leave_a_stale_file(&path);
	CHECK_INT(0, lstat(path.sun_path, &status));
	snprintf(lock, sizeof lock, "unix-dgram:@oxsock-stale-%llx-%llx",
		 (unsigned long long)status.st_dev, (unsigned long long)status.st_ino);
	CHECK_OK(ox_listen_on(lock, 0));

	count_signals(SIGALRM);
	CHECK_INT(0, ox_interruptible(1));
	alarm_every(20);
	CHECK_ERR(EINTR, ox_listen_on(endpoint, 1));
	alarm_every(0);
	return 0;
}
