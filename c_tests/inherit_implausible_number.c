/* LISTEN_FDS is ignored if not all of those descriptors are open, or if it is not digits only: no
   socket is found then, and no descriptor is touched. Nor is a name sought among millions of them. */
#include "inherit_service_manager.h"

static void nothing_is_passed(const char *count)
{
	int fd;

	setenv("LISTEN_FDS", count, 1);
	CHECK_ERR(ENOENT, ox_inherit(NULL, 0));
	CHECK_ERR(ENOENT, ox_inherit("of no socket", 0));
	for (fd = 3; fd < 6; fd++)
		CHECK_INT(0, fcntl(fd, F_GETFD));
}

int main(int argc, char **argv)
{
	int fds[3] = {plain_listener(), plain_listener(), plain_listener()};
	char number[32];

	(void)argv;
	if (argc == 1) {
		start_service("serve", fds, 3, NULL);
		return 0;
	}
	nothing_is_passed("1000");
	nothing_is_passed("2147483644");
	CHECK(clock() < CLOCKS_PER_SEC);
	nothing_is_passed("4294967299"); /* 3, and 2^32 */
	nothing_is_passed("+3");
	nothing_is_passed("-3");
	nothing_is_passed(" 3");
	nothing_is_passed("3x");
	nothing_is_passed("");
	nothing_is_passed("0");
	snprintf(number, sizeof number, "+%d", (int)getpid());
	setenv("LISTEN_PID", number, 1);
	nothing_is_passed("3");
	snprintf(number, sizeof number, "%d", (int)getpid());
	setenv("LISTEN_PID", number, 1);
	setenv("LISTEN_FDS", "3", 1);
	CHECK_OK(ox_inherit(NULL, 0));
	CHECK_INT(FD_CLOEXEC, fcntl(5, F_GETFD));
	CHECK_OK(ox_inherit(NULL, 2));
	return 0;
}
