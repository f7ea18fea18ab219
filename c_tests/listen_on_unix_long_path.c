/* A path that does not fit into an address is an error and never cut off. One that just fits
   works, and is removed. */
#include "check.h"

int main(void)
{
	char endpoint[300] = "unix:";
	size_t room = sizeof ((struct sockaddr_un *)0)->sun_path;
	int listener;

	CHECK_INT(0, chdir(temp_dir()));
	memset(endpoint + 5, 'x', room + 1);
	CHECK_ERR(ENAMETOOLONG, ox_listen_on(endpoint, 4));
	CHECK_ERR(ENAMETOOLONG, ox_dial(endpoint, OX_FOREVER));
	endpoint[5 + room] = '\0';
	listener = CHECK_OK(ox_listen_on(endpoint, 4));
	CHECK_OK(ox_dial(endpoint, OX_FOREVER));
	CHECK_INT(0, access(endpoint + 5, F_OK));
	CHECK_OK(ox_close(listener));
	CHECK(access(endpoint + 5, F_OK) < 0);
	return 0;
}
