/* Once the first socket has been adopted, none of those passed is inherited by a program that is
   executed. */
#include "inherit_service_manager.h"

static int is_cloexec(int fd)
{
	return fcntl(fd, F_GETFD) == FD_CLOEXEC;
}

int main(int argc, char **argv)
{
	int fds[2] = {plain_listener(), plain_listener()};

	(void)argv;
	if (argc == 1) {
		start_service("serve", fds, 2, NULL);
		return 0;
	}
	CHECK(!is_cloexec(3) && !is_cloexec(4));
	CHECK_OK(ox_inherit("unknown", 1)); /* the name of those without one */
	CHECK(is_cloexec(3) && is_cloexec(4));
	return 0;
}
