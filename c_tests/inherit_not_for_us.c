/* What a service manager passed to another process is not for this one: not for a child that
   inherited the environment, and not without the environment. */
#include "inherit_service_manager.h"

int main(int argc, char **argv)
{
	int fd = plain_listener();
	pid_t child;

	(void)argv;
	if (argc == 1) {
		CHECK_ERR(ENOENT, ox_inherit(NULL, 0));
		setenv("LISTEN_PID", "not a number", 1);
		setenv("LISTEN_FDS", "1", 1);
		CHECK_ERR(ENOENT, ox_inherit(NULL, 0));
		start_service("serve", &fd, 1, "web");
		return 0;
	}
	if ((child = fork()) == 0) {
		CHECK_ERR(ENOENT, ox_inherit("web", 0));
		_exit(0);
	}
	check_child(child);
	CHECK_OK(ox_inherit("web", 0));
	return 0;
}
