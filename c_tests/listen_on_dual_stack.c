/* A listener on * or [::] serves IPv6 and IPv4, also where the system's default for IPv6 sockets
   is otherwise. Port 0 lets the system choose, and ox_local tells what. */
#include "private_machine.h"

static void serve_both(const char *endpoint)
{
	int listener = CHECK_OK(ox_listen_on(endpoint, 4)), port;
	char where[OX_TEXT_MAX];

	CHECK_OK(ox_local(listener, where, sizeof where));
	CHECK(strstr(where, "tcp://[::]:") == where);
	port = atoi(where + strlen("tcp://[::]:"));
	CHECK(port > 0);
	CHECK_OK(dial_port("127.0.0.1:%d", port, OX_FOREVER));
	CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_OK(dial_port("[::1]:%d", port, OX_FOREVER));
	CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_OK(ox_close(listener));
}

int main(void)
{
	FILE *file;

	serve_both("*:0");
	serve_both("[::]:0");
	enter_private_machine();
	CHECK((file = fopen("/proc/sys/net/ipv6/bindv6only", "w")) != NULL);
	CHECK(fputs("1", file) >= 0);
	CHECK_INT(0, fclose(file));
	serve_both("*:0");
	return 0;
}
