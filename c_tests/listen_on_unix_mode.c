/* ?mode= gives the file of a UNIX listener exactly those permission bits, whatever the umask,
   which stays what it was. Without it the umask decides. */
#include "check.h"
#include <sys/stat.h>

static void expect(const char *mode, mode_t mask, mode_t wanted)
{
	struct sockaddr_un address;
	struct stat status;
	char endpoint[200];
	int listener;

	unix_path(&address, "server");
	snprintf(endpoint, sizeof endpoint, "unix:%s%s", address.sun_path, mode);
	umask(mask);
	listener = CHECK_OK(ox_listen_on(endpoint, 4));
	CHECK_INT(mask, umask(022));
	CHECK_INT(0, stat(address.sun_path, &status));
	CHECK_INT(wanted, status.st_mode & 07777);
	CHECK_OK(ox_close(listener));
}

int main(void)
{
	expect("?mode=0600", 0, 0600);
	expect("?mode=0666", 077, 0666);
	expect("?mode=0660", 022, 0660);
	expect("?mode=0000", 0, 0);
	expect("", 027, 0750);
	expect("", 0, 0777);
	return 0;
}
