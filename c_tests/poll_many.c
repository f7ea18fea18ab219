/* Hundreds of sockets in one poll: the count and the places of those that are ready are right. */
#include "check.h"

enum { PAIRS = 400 };

int main(void)
{
	static int s[PAIRS][2];
	static struct pollfd p[PAIRS];
	for (int i = 0; i < PAIRS; i++) {
		CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s[i]));
		p[i].fd = s[i][0];
		p[i].events = POLLIN;
	}
	CHECK_INT(0, ox_poll(p, PAIRS, 0));

	CHECK_INT(1, ox_write(s[PAIRS - 1][1], "x", 1));
	CHECK_INT(1, ox_poll(p, PAIRS, -1));
	CHECK_INT(POLLIN, p[PAIRS - 1].revents);

	int ready = 1;
	for (int i = 0; i < PAIRS - 1; i += 7, ready++)
		CHECK_INT(1, ox_write(s[i][1], "x", 1));
	CHECK_INT(ready, ox_poll(p, PAIRS, -1));
	for (int i = 0; i < PAIRS; i++)
		CHECK_INT(i % 7 == 0 || i == PAIRS - 1 ? POLLIN : 0, p[i].revents);

	for (int i = 0; i < PAIRS; i++) {
		CHECK_INT(0, ox_close(s[i][0]));
		CHECK_INT(0, ox_close(s[i][1]));
	}
	CHECK_INT(PAIRS, ox_poll(p, PAIRS, -1));
	for (int i = 0; i < PAIRS; i++)
		CHECK_INT(POLLNVAL, p[i].revents);
	return 0;
}
