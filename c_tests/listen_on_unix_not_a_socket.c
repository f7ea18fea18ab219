/* What is not a socket is left as it is: a file, a directory, a symbolic link, also one that leads
   to a stale socket or to nothing. */
#include "check.h"
#include <sys/stat.h>

int main(void)
{
	struct sockaddr_un address, link;
	char endpoint[200], by_link[200];
	struct stat status;
	FILE *file;
	pid_t child;

	unix_path(&address, "precious");
	unix_path(&link, "link");
	snprintf(endpoint, sizeof endpoint, "unix:%s", address.sun_path);
	snprintf(by_link, sizeof by_link, "unix:%s", link.sun_path);

	CHECK((file = fopen(address.sun_path, "w")) != NULL);
	CHECK(fputs("data", file) >= 0);
	CHECK_INT(0, fclose(file));
	CHECK_ERR(ENOTSOCK, ox_listen_on(endpoint, 4));
	CHECK(strstr(ox_explanation(), "precious") != NULL);
	CHECK_INT(0, stat(address.sun_path, &status));
	CHECK_INT(4, status.st_size);
	CHECK_INT(0, unlink(address.sun_path));

	CHECK_INT(0, symlink(address.sun_path, link.sun_path));
	CHECK_ERR(ENOTSOCK, ox_listen_on(by_link, 4)); /* leads to nothing */
	if ((child = fork()) == 0) {
		CHECK_OK(ox_listen_on(endpoint, 4));
		_exit(0);
	}
	check_child(child);
	CHECK_ERR(ENOTSOCK, ox_listen_on(by_link, 4)); /* leads to a stale socket */
	CHECK_INT(0, lstat(link.sun_path, &status));
	CHECK(S_ISLNK(status.st_mode));
	CHECK_INT(0, lstat(address.sun_path, &status));

	snprintf(by_link, sizeof by_link, "unix:%s", temp_dir());
	CHECK_ERR(ENOTSOCK, ox_listen_on(by_link, 4));
	return 0;
}
