/*
 * Binding a UNIX socket to an address of the family alone lets Linux choose an abstract name: a
 * zero byte and five hexadecimal digits. It is a name like any other.
 */
#include "check.h"
#include <ctype.h>
#include <stddef.h>

static socklen_t bind_anywhere(int s, struct sockaddr_un *name)
{
	struct sockaddr_un family = {.sun_family = AF_UNIX};
	CHECK_INT(0, ox_bind(s, (struct sockaddr *)&family, sizeof family.sun_family));
	socklen_t len = sizeof *name;
	CHECK_INT(0, ox_getsockname(s, (struct sockaddr *)name, &len));
	return len;
}

int main(void)
{
	struct sockaddr_un name, other;
	int listener = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	socklen_t len = bind_anywhere(listener, &name);
	CHECK_INT(offsetof(struct sockaddr_un, sun_path) + 6, len);
	CHECK_INT(AF_UNIX, name.sun_family);
	CHECK_INT(0, name.sun_path[0]);
	for (int i = 1; i < 6; i++)
		CHECK(isxdigit((unsigned char)name.sun_path[i]));

	CHECK_INT(0, ox_listen(listener, 1));
	int client = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_INT(len, bind_anywhere(client, &other));
	CHECK(memcmp(&name, &other, len) != 0);
	CHECK_INT(0, ox_connect(client, (struct sockaddr *)&name, len));

	struct sockaddr_un peer;
	len = sizeof peer;
	int server = CHECK_OK(ox_accept(listener, (struct sockaddr *)&peer, &len));
	CHECK_INT(offsetof(struct sockaddr_un, sun_path) + 6, len);
	CHECK(memcmp(&peer, &other, len) == 0);

	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
