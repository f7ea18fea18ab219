/* A socket file need not permit anything to its owner. The one that the owner's dead server left
   is replaced all the same; that of the living one is left as it is, mode and all. */
#include "check.h"
#include <sys/stat.h>

static char endpoint[220];
static const char *path;

static void become_ordinary(void)
{
	CHECK_INT(0, setresgid(1000, 1000, 1000));
	CHECK_INT(0, setresuid(1000, 1000, 1000));
}

static mode_t mode_of_file(void)
{
	struct stat status;

	CHECK_INT(0, lstat(path, &status));
	return status.st_mode & 07777;
}

int main(void)
{
	struct sockaddr_un address;
	pid_t child;
	int live;

	if (geteuid() != 0)
		SKIP("needs root, to become a user whom modes hold for");
	CHECK_INT(0, chmod(temp_dir(), 0777));
	unix_path(&address, "server");
	path = address.sun_path;
	snprintf(endpoint, sizeof endpoint, "unix:%s?mode=0060", path);

	CHECK((child = fork()) >= 0);
	if (child == 0) {
		become_ordinary();
		CHECK_OK(ox_listen_on(endpoint, 4));
		_exit(0);
	}
	check_child(child);
	CHECK_INT(0060, mode_of_file());

	CHECK((child = fork()) >= 0);
	if (child == 0) {
		become_ordinary();
		live = CHECK_OK(ox_listen_on(endpoint, 4));
		CHECK_ERR(EADDRINUSE, ox_listen_on(endpoint, 4));
		CHECK_INT(0060, mode_of_file());
		CHECK_OK(ox_close(live));
		CHECK(access(path, F_OK) < 0);
		_exit(0);
	}
	check_child(child);
	return 0;
}
