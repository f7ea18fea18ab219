/*
 * The file of a UNIX socket outlives it and keeps its path taken: EADDRINUSE until it is
 * unlinked. Whatever else is at the path keeps it taken too.
 */
#include "check.h"
#include <fcntl.h>

static int try_bind(const struct sockaddr_un *addr)
{
	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	int result = ox_bind(s, (const struct sockaddr *)addr, sizeof *addr);
	CHECK_INT(0, ox_close(s));
	return result;
}

int main(void)
{
	struct sockaddr_un addr;
	unix_path(&addr, "name");
	CHECK_INT(0, try_bind(&addr));
	CHECK_ERR(EADDRINUSE, try_bind(&addr));
	CHECK_INT(0, unlink(addr.sun_path));

	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_INT(0, ox_bind(s, (struct sockaddr *)&addr, sizeof addr));
	CHECK_ERR(EADDRINUSE, try_bind(&addr));
	struct sockaddr_un second;
	unix_path(&second, "second");
	CHECK_ERR(EINVAL, ox_bind(s, (struct sockaddr *)&second, sizeof second)); /* it has a name */
	CHECK_INT(0, ox_close(s));

	unix_path(&addr, "file");
	int fd = open(addr.sun_path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	CHECK(fd >= 0);
	CHECK_INT(0, close(fd));
	CHECK_ERR(EADDRINUSE, try_bind(&addr));

	unix_path(&addr, "no/such/directory");
	CHECK_ERR(ENOENT, try_bind(&addr));
	return 0;
}
