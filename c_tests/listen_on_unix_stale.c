/* The file that a dead server left is replaced, whatever kind of socket made it. */
#include "check.h"
#include <sys/stat.h>

static struct sockaddr_un address;

/* A server dies without closing its handle. */
static void leave_a_file(const char *scheme)
{
	char endpoint[200];
	pid_t child;

	snprintf(endpoint, sizeof endpoint, "%s:%s", scheme, address.sun_path);
	if ((child = fork()) == 0) {
		CHECK_OK(ox_listen_on(endpoint, 4));
		_exit(0);
	}
	check_child(child);
	CHECK_INT(0, access(address.sun_path, F_OK));
}

int main(void)
{
	const char *schemes[] = {"unix", "unix-dgram", "unix-seqpacket"};
	char endpoint[200];
	int i, j;

	unix_path(&address, "server");
	for (i = 0; i < 3; i++)
		for (j = 0; j < 3; j++) {
			int listener;

			leave_a_file(schemes[i]);
			snprintf(endpoint, sizeof endpoint, "%s:%s", schemes[j], address.sun_path);
			listener = CHECK_OK(ox_listen_on(endpoint, 4));
			CHECK_OK(ox_dial(endpoint, OX_FOREVER));
			CHECK_INT(0, ox_close(listener));
			CHECK(access(address.sun_path, F_OK) < 0);
		}
	return 0;
}
