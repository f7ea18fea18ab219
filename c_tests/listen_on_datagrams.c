/* At a datagram endpoint ox_listen_on gives a bound socket: UDP for both families at *, and UNIX.
   Unlike a TCP port, a UDP port is never shared: SO_REUSEADDR would let another steal from it. */
#include "private_machine.h"

int main(void)
{
	int server = CHECK_OK(ox_listen_on("udp://*:0", 0)), port, i;
	const char *hosts[] = {"udp://127.0.0.1:%d", "udp://[::1]:%d"};
	char where[OX_TEXT_MAX], word[8];

	CHECK_OK(ox_local(server, where, sizeof where));
	port = atoi(strrchr(where, ':') + 1);
	for (i = 0; i < 2; i++) {
		int s = CHECK_OK(dial_port(hosts[i], port, OX_FOREVER));

		CHECK_INT(5, ox_send(s, "hello", 5, 0));
		CHECK_INT(5, ox_recv(server, word, sizeof word, 0));
	}
	CHECK_ERR(EADDRINUSE, ox_listen_on(where, 0));

	snprintf(where, sizeof where, "unix-dgram:%s/server", temp_dir());
	server = CHECK_OK(ox_listen_on(where, 0));
	CHECK_INT(2, ox_send(CHECK_OK(ox_dial(where, OX_FOREVER)), "hi", 2, 0));
	CHECK_INT(2, ox_recv(server, word, sizeof word, 0));
	return 0;
}
