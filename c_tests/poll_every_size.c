/* ox_poll takes sets of any size, and finds the one that is ready among them. */
#include "check.h"

enum { MOST = 40 };

int main(void)
{
	struct pollfd set[MOST];
	int s[2], ready[2], count, i;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, ready));
	CHECK_INT(1, ox_write(ready[1], "x", 1));
	for (count = 1; count <= MOST; count++) {
		for (i = 0; i < count; i++) {
			set[i].fd = i == count - 1 ? ready[0] : s[0];
			set[i].events = POLLIN;
			set[i].revents = -1;
		}
		CHECK_INT(1, ox_poll(set, (nfds_t)count, 5000));
		for (i = 0; i < count; i++)
			CHECK_INT(i == count - 1 ? POLLIN : 0, set[i].revents);
	}
	return 0;
}
