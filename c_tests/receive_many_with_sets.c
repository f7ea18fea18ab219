/* Each of some sockets has a set of its own on which two threads wait for its datagrams. */
#include "receivers.h"

enum { SOCKETS = 24 };

static int sets(void)
{
	int set, count = 0;

	for (set = next_epoll_set(-1); set >= 0; set = next_epoll_set(set))
		count++;
	return count;
}

int main(void)
{
	struct blocked first[SOCKETS], second[SOCKETS];
	int i, s[SOCKETS][2];

	for (i = 0; i < SOCKETS; i++) {
		unix_pair(SOCK_DGRAM, s[i]);
		block(&first[i], take_datagram, s[i][0]);
		block(&second[i], take_datagram, s[i][0]);
	}
	CHECK_INT(SOCKETS, sets());
	for (i = 0; i < SOCKETS; i++) {
		CHECK_INT(1, ox_send(s[i][1], "x", 1, 0));
		CHECK_INT(0, ox_close(s[i][1]));
		CHECK_INT(0, ox_shutdown(s[i][0], SHUT_RD));
		result_of(&first[i]);
		result_of(&second[i]);
		CHECK_INT(0, ox_close(s[i][0]));
	}
	CHECK_INT(0, sets());
	return 0;
}
