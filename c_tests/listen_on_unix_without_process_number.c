/* A sandbox refuses getpid(2): a child that closes the handle does not remove the file of its
   parent's listener. */
#include "refuses.h"

static void serve_and_fork(int error)
{
	struct sockaddr_un address;
	char endpoint[OX_TEXT_MAX];
	pid_t child;
	int s;

	unix_path(&address, error == EPERM ? "first" : "second");
	CHECK_OK(ox_endpoint_path(address.sun_path, SOCK_STREAM, endpoint, sizeof endpoint));
	refuse(SYS_getpid, error);
	s = CHECK_OK(ox_listen_on(endpoint, 1));
	child = CHECK_OK(fork_by_clone()); /* no fork handler forgets it */
	if (child == 0)
		_exit(ox_close(s) != 0);
	check_child(child);
	CHECK_INT(0, access(address.sun_path, F_OK));
	CHECK_OK(ox_dial(endpoint, OX_FOREVER));
	CHECK_INT(0, ox_close(s));
}

int main(void)
{
	const int errors[] = {EPERM, ENOSYS};
	int i;

	temp_dir(); /* this process removes it */
	for (i = 0; i < 2; i++) {
		pid_t child = fork();

		if (child == 0) {
			serve_and_fork(errors[i]);
			_exit(0);
		}
		check_child(child);
	}
	return 0;
}
