/* A relative path works wherever bind(2) works: below a directory that may not be searched, and
   deeper than the longest path. Its file goes away with the listener, also from elsewhere, and
   one of the same name in another directory stays. */
#include "check.h"
#include <fcntl.h>
#include <sys/stat.h>

/* A listener in the current directory, which is closed in another. */
static void comes_and_goes(const char *endpoint)
{
	const char *path = strchr(endpoint, ':') + 1;
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), other, listener;
	struct stat status;

	CHECK(here >= 0);
	listener = CHECK_OK(ox_listen_on(endpoint, 4));
	CHECK_OK(ox_dial(endpoint, OX_FOREVER));
	CHECK_INT(0, chdir(temp_dir()));
	CHECK((other = open("here", O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600)) >= 0);
	CHECK_INT(0, fstatat(here, path, &status, AT_SYMLINK_NOFOLLOW));
	CHECK(S_ISSOCK(status.st_mode));
	CHECK_OK(ox_close(listener));
	CHECK(fstatat(here, path, &status, AT_SYMLINK_NOFOLLOW) < 0);
	CHECK_INT(ENOENT, errno);
	CHECK_INT(0, access("here", F_OK));
	CHECK_INT(0, unlink("here"));
	CHECK_INT(0, close(other));
	CHECK_INT(0, close(here));
}

/* As a user whom modes hold for, below a directory in which nobody may look for anything. */
static void below_the_unsearchable(void)
{
	pid_t child = fork();

	CHECK(child >= 0);
	if (child == 0) {
		CHECK_INT(0, mkdir("closed", 0777));
		CHECK_INT(0, mkdir("closed/within", 0777));
		CHECK_INT(0, chmod("closed/within", 0777));
		CHECK_INT(0, chdir("closed/within"));
		CHECK_INT(0, chmod("../../closed", 0));
		CHECK_INT(0, setresgid(1000, 1000, 1000));
		CHECK_INT(0, setresuid(1000, 1000, 1000));
		comes_and_goes("unix:here");
		_exit(0);
	}
	check_child(child);
	CHECK_INT(0, chmod("closed", 0700));
	CHECK_INT(0, rmdir("closed/within"));
	CHECK_INT(0, rmdir("closed"));
}

static void deeper_than_a_path(void)
{
	char name[201];
	int i, depth = 30;

	memset(name, 'd', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	for (i = 0; i < depth; i++) {
		CHECK_INT(0, mkdir(name, 0700));
		CHECK_INT(0, chdir(name));
	}
	CHECK_INT(0, mkdir("sub", 0700));
	int bottom = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	comes_and_goes("unix:here");
	CHECK_INT(0, fchdir(bottom));
	comes_and_goes("unix:sub/here");
	CHECK_INT(0, fchdir(bottom));
	CHECK_INT(0, rmdir("sub"));
	for (i = 0; i < depth; i++) {
		CHECK_INT(0, chdir(".."));
		CHECK_INT(0, rmdir(name));
	}
	CHECK_INT(0, close(bottom));
}

int main(void)
{
	CHECK_INT(0, chmod(temp_dir(), 0777));
	CHECK_INT(0, chdir(temp_dir()));
	deeper_than_a_path();
	CHECK_INT(0, chdir(temp_dir()));
	if (geteuid() != 0)
		SKIP("the unsearchable directory needs root, to become a user whom modes hold for");
	below_the_unsearchable();
	return 0;
}
