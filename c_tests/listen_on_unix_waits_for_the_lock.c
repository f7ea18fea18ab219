/* Two servers find the same stale file. While one replaces it, the other waits, and then finds a
   living server there: it must not take it away. The one here is made by hand, so that it can be
   slow. */
#include "check.h"
#include <fcntl.h>
#include <sys/file.h>

static char endpoint[200];

static void *listen_on(void *unused)
{
	static int listener;

	(void)unused;
	listener = ox_listen_on(endpoint, 4);
	return &listener;
}

int main(void)
{
	struct sockaddr_un address;
	int lock, slow;
	char path[200];
	pthread_t thread;
	void *result;
	pid_t child;

	unix_path(&address, "server");
	snprintf(endpoint, sizeof endpoint, "unix:%s", address.sun_path);
	snprintf(path, sizeof path, "%s.oxsock-lock", address.sun_path);
	if ((child = fork()) == 0) {
		CHECK_OK(ox_listen_on(endpoint, 4));
		_exit(0);
	}
	check_child(child);

	CHECK((lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600)) >= 0);
	CHECK_INT(0, flock(lock, LOCK_EX));
	wait_until_blocked(start_thread(&thread, listen_on, NULL));
	CHECK_INT(0, unlink(address.sun_path));
	slow = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_OK(ox_bind(slow, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_listen(slow, 4));
	CHECK_INT(0, unlink(path)); /* as whoever has the lock does at the end */
	CHECK_INT(0, close(lock));

	CHECK_INT(0, pthread_join(thread, &result));
	CHECK_INT(-EADDRINUSE, *(int *)result);
	CHECK_OK(ox_dial(endpoint, OX_FOREVER));
	CHECK_OK(ox_accept(slow, NULL, NULL));
	CHECK(access(path, F_OK) < 0);
	return 0;
}
