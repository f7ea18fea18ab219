/*
 * Readable means that a read will not wait: bytes, a datagram (an empty one too), a connection
 * to accept.
 */
#include "check.h"

static int readable(int s, int timeout)
{
	struct pollfd p = {.fd = s, .events = POLLIN, .revents = -1};
	int count = CHECK_OK(ox_poll(&p, 1, timeout));
	CHECK_INT(count == 1 ? POLLIN : 0, p.revents);
	return count;
}

int main(void)
{
	const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
	char byte;
	int s[2];
	for (int i = 0; i < 3; i++) {
		CHECK_INT(0, ox_socketpair(AF_UNIX, types[i], 0, s));
		CHECK_INT(0, readable(s[1], 0));
		CHECK_INT(1, ox_write(s[0], "x", 1));
		CHECK_INT(1, readable(s[1], 0));
		CHECK_INT(1, readable(s[1], 0)); /* a state and not an event: it stays */
		CHECK_INT(1, ox_read(s[1], &byte, 1));
		CHECK_INT(0, readable(s[1], 0));
		CHECK_INT(0, ox_close(s[0]));
		CHECK_INT(0, ox_close(s[1]));
	}

	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	CHECK_INT(0, ox_send(s[0], NULL, 0, 0));
	CHECK_INT(1, readable(s[1], 0));
	CHECK_INT(0, ox_recv(s[1], &byte, 1, 0));
	CHECK_INT(0, readable(s[1], 0));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));

	struct sockaddr_in addr;
	int listener = listen_tcp4(&addr);
	CHECK_INT(0, readable(listener, 0));
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_connect(client, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(1, readable(listener, 5000));
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
