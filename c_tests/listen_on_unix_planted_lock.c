/* No file beside the socket's can keep a server from replacing a stale one: not in a directory
   where anybody may put one and hold it. Nor is one made there. */
#include "check.h"
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

int main(void)
{
	struct sockaddr_un address;
	char endpoint[200], lock[200];
	struct stat status;
	int planted;
	pid_t child;

	CHECK_INT(0, chmod(temp_dir(), 01777));
	unix_path(&address, "server");
	snprintf(endpoint, sizeof endpoint, "unix:%s", address.sun_path);
	snprintf(lock, sizeof lock, "%s.oxsock-lock", address.sun_path);
	if ((child = fork()) == 0) {
		CHECK_OK(ox_listen_on(endpoint, 4));
		_exit(0);
	}
	check_child(child);
	CHECK((planted = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) >= 0);
	if (geteuid() == 0)
		CHECK_INT(0, fchown(planted, 1000, 1000));
	CHECK_INT(0, flock(planted, LOCK_EX));
	alarm(10); /* for one that would wait without end */
	CHECK_OK(ox_listen_on(endpoint, 4));
	CHECK_OK(ox_dial(endpoint, OX_FOREVER));
	CHECK_INT(0, fstat(planted, &status));
	CHECK_INT(1, status.st_nlink);
	return 0;
}
