/* Only a process that may write to a server's file can find out whether the server is alive.
   Another user's file without that permission is left alone, with the error of bind(2): EADDRINUSE.
   */
#include "check.h"
#include <sys/stat.h>

static void expect_taken(const char *endpoint)
{
	pid_t child = fork();

	CHECK(child >= 0);
	if (child == 0) {
		CHECK_INT(0, setresgid(1000, 1000, 1000));
		CHECK_INT(0, setresuid(1000, 1000, 1000));
		CHECK_ERR(EADDRINUSE, ox_listen_on(endpoint, 4));
		CHECK(strstr(ox_explanation(), "server") != NULL);
		_exit(0);
	}
	check_child(child);
}

int main(void)
{
	struct sockaddr_un address;
	char endpoint[200], private[220];
	struct stat before, after;
	int live;

	if (geteuid() != 0)
		SKIP("needs root, to become another user");
	CHECK_INT(0, chmod(temp_dir(), 0777)); /* anybody may remove and make files there */
	unix_path(&address, "server");
	snprintf(endpoint, sizeof endpoint, "unix:%s", address.sun_path);
	snprintf(private, sizeof private, "%s?mode=0600", endpoint);
	live = CHECK_OK(ox_listen_on(private, 4));
	CHECK_INT(0, lstat(address.sun_path, &before));
	expect_taken(endpoint);
	CHECK_INT(0, lstat(address.sun_path, &after));
	CHECK_INT(before.st_ino, after.st_ino);
	CHECK_INT(0600, after.st_mode & 07777);
	CHECK_OK(ox_dial(endpoint, OX_FOREVER));
	CHECK_OK(ox_close(live));
	return 0;
}
