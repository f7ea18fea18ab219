/* A server that was killed while it replaced a stale file leaves the lock beside it. It keeps
   nobody from starting, and is removed. */
#include "check.h"

int main(void)
{
	struct sockaddr_un address;
	char endpoint[200], lock[200];
	FILE *file;
	pid_t child;

	unix_path(&address, "server");
	snprintf(endpoint, sizeof endpoint, "unix:%s", address.sun_path);
	snprintf(lock, sizeof lock, "%s.oxsock-lock", address.sun_path);
	if ((child = fork()) == 0) {
		CHECK_OK(ox_listen_on(endpoint, 4));
		_exit(0);
	}
	check_child(child);
	CHECK((file = fopen(lock, "w")) != NULL);
	CHECK_INT(0, fclose(file));
	CHECK_OK(ox_listen_on(endpoint, 4));
	CHECK_OK(ox_dial(endpoint, OX_FOREVER));
	CHECK(access(lock, F_OK) < 0);
	return 0;
}
