/* Closing a UNIX listener leaves the path alone if the file there is no longer the one that the
   listener made. A released descriptor keeps its file. */
#include "check.h"
#include <sys/stat.h>

int main(void)
{
	int old, new, released;
	struct sockaddr_un address;
	char endpoint[200];

	unix_path(&address, "server");
	snprintf(endpoint, sizeof endpoint, "unix:%s", address.sun_path);
	old = CHECK_OK(ox_listen_on(endpoint, 4));
	CHECK_INT(0, unlink(address.sun_path)); /* an administrator, or a careless server */
	new = CHECK_OK(ox_listen_on(endpoint, 4));
	CHECK_INT(0, ox_close(old));
	CHECK_OK(ox_dial(endpoint, OX_FOREVER));

	released = CHECK_OK(ox_release(new));
	CHECK_OK(ox_dial(endpoint, OX_FOREVER));
	new = CHECK_OK(ox_adopt(released));
	CHECK_INT(0, ox_close(new));
	CHECK_INT(0, access(address.sun_path, F_OK));
	return 0;
}
