/*
 * An abstract UNIX name begins with a zero byte, is as long as the address length says, and
 * needs no file. The length is part of the name.
 */
#include "check.h"
#include <stddef.h>

int main(void)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int n = snprintf(addr.sun_path + 1, sizeof addr.sun_path - 1, "oxsock-echo-%d", (int)getpid());
	socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + (size_t)n);

	int listener = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_INT(0, ox_bind(listener, (struct sockaddr *)&addr, len));
	CHECK_INT(0, ox_listen(listener, 5));

	int client = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	/* One zero byte more is another name. */
	CHECK_ERR(ECONNREFUSED, ox_connect(client, (struct sockaddr *)&addr, len + 1));
	CHECK_INT(0, ox_connect(client, (struct sockaddr *)&addr, len));
	int server = CHECK_OK(ox_accept(listener, NULL, NULL));

	char buf[8];
	CHECK_INT(5, ox_write(client, "hello", 5));
	CHECK_INT(5, ox_read(server, buf, sizeof buf));
	CHECK_INT(5, ox_write(server, buf, 5));
	CHECK_INT(5, ox_read(client, buf, sizeof buf));
	CHECK(memcmp(buf, "hello", 5) == 0);

	struct sockaddr_un name;
	socklen_t got = sizeof name;
	CHECK_INT(0, ox_getpeername(client, (struct sockaddr *)&name, &got));
	CHECK_INT((int)len, (int)got);
	CHECK(memcmp(&name, &addr, len) == 0);

	/* The name is free again as soon as the listener is closed. */
	CHECK_INT(0, ox_close(listener));
	int again = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_bind(again, (struct sockaddr *)&addr, len));
	CHECK_INT(0, ox_close(again));
	CHECK_INT(0, ox_close(client));
	return 0;
}
