/*
 * A path may fill sun_path to its last byte, with no zero byte at the end; Linux then gives a
 * length of one more than the structure has. Anything longer is EINVAL.
 */
#include "check.h"
#include <stddef.h>

int main(void)
{
	char room[200];
	struct sockaddr_un *addr = (struct sockaddr_un *)room;
	const socklen_t full = sizeof *addr;
	memset(room, 'x', sizeof room);
	addr->sun_family = AF_UNIX;
	CHECK_INT(0, chdir(temp_dir())); /* a file name, relative to here */

	int listener = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_ERR(EINVAL, ox_bind(listener, (struct sockaddr *)room, full + 1));
	CHECK_INT(0, ox_bind(listener, (struct sockaddr *)room, full));
	CHECK_INT(0, ox_listen(listener, 1));

	int client = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_ERR(EINVAL, ox_connect(client, (struct sockaddr *)room, full + 1));
	CHECK_INT(0, ox_connect(client, (struct sockaddr *)room, full));

	char name[200];
	socklen_t len = sizeof name;
	CHECK_INT(0, ox_getpeername(client, (struct sockaddr *)name, &len));
	CHECK_INT(full + 1, len);
	CHECK(memcmp(name, room, full) == 0);
	CHECK_INT(0, name[full]);

	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
