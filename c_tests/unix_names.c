/*
 * The name of a UNIX socket without one is its family alone, two bytes; the name of one with a
 * path is the path and its zero byte. What lies behind the name is not written.
 */
#include "check.h"
#include <stddef.h>

enum { NAMELESS = sizeof(sa_family_t) };

int main(void)
{
	struct sockaddr_un addr, name;
	unix_path(&addr, "server");
	int listener = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_INT(0, ox_bind(listener, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_listen(listener, 1));
	int client = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_INT(0, ox_connect(client, (struct sockaddr *)&addr, sizeof addr));

	memset(&name, 0x55, sizeof name);
	socklen_t len = sizeof name;
	int server = CHECK_OK(ox_accept(listener, (struct sockaddr *)&name, &len));
	CHECK_INT(NAMELESS, len);
	CHECK_INT(AF_UNIX, name.sun_family);
	CHECK_INT(0x55, name.sun_path[0]);

	len = sizeof name;
	CHECK_INT(0, ox_getsockname(client, (struct sockaddr *)&name, &len));
	CHECK_INT(NAMELESS, len);
	const int with_the_path[] = {listener, server};
	for (int i = 0; i < 2; i++) {
		len = sizeof name;
		CHECK_INT(0, ox_getsockname(with_the_path[i], (struct sockaddr *)&name, &len));
		CHECK_INT(offsetof(struct sockaddr_un, sun_path) + strlen(addr.sun_path) + 1, len);
		CHECK_INT(0, strcmp(name.sun_path, addr.sun_path));
	}
	len = sizeof name;
	CHECK_INT(0, ox_getpeername(client, (struct sockaddr *)&name, &len));
	CHECK_INT(0, strcmp(name.sun_path, addr.sun_path));

	int pair[2];
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
	len = sizeof name;
	CHECK_INT(0, ox_getpeername(pair[0], (struct sockaddr *)&name, &len));
	CHECK_INT(NAMELESS, len);
	CHECK_INT(0, ox_close(pair[0]));
	CHECK_INT(0, ox_close(pair[1]));

	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
