/* The dead socket of another user in a sticky directory cannot be replaced: that is EPERM at once,
   with an explanation, and in a directory that may not be written to EACCES. Nothing is left. */
#include "check.h"

#include <sys/stat.h>

static void try(const char *directory, int error)
{
	char endpoint[OX_TEXT_MAX], path[OX_TEXT_MAX];
	struct stat found;
	int64_t begun = ox_now();

	CHECK(snprintf(path, sizeof path, "%s/dead", directory) < (int)sizeof path);
	CHECK(ox_endpoint_path(path, SOCK_STREAM, endpoint, sizeof endpoint) > 0);
	CHECK_INT(-error, ox_listen_on(endpoint, 1));
	CHECK(strstr(ox_explanation(), "no server is alive, but the file cannot be removed"));
	CHECK(ox_now() - begun < 1000000);
	CHECK_INT(0, lstat(path, &found));
}

int main(void)
{
	struct sockaddr_un name;
	pid_t child;
	int fd;

	if (geteuid() != 0)
		SKIP("another user is needed");
	unix_path(&name, "dead");
	CHECK((fd = socket(AF_UNIX, SOCK_STREAM, 0)) >= 0);
	CHECK_INT(0, bind(fd, (struct sockaddr *)&name, sizeof name));
	CHECK_INT(0, chmod(name.sun_path, 0666));
	close(fd);
	CHECK_INT(0, chmod(temp_dir(), 01777));
	if ((child = fork()) == 0) {
		CHECK_INT(0, setuid(65534));
		try(check_dir, EPERM);
		_exit(0);
	}
	check_child(child);
	CHECK_INT(0, chmod(temp_dir(), 0755));
	if ((child = fork()) == 0) {
		CHECK_INT(0, setuid(65534));
		try(check_dir, EACCES);
		_exit(0);
	}
	check_child(child);
	return 0;
}
