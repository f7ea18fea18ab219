/* A thread that polls without a timeout sleeps until something comes. */
#include "check.h"

struct poller {
	struct pollfd p[2];
	int result;
};

static void *poll_both(void *arg)
{
	struct poller *poller = (struct poller *)arg;
	poller->result = ox_poll(poller->p, 2, -1);
	return NULL;
}

int main(void)
{
	int a[2], b[2];
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, a));
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, b));
	struct poller poller = {.p = {{.fd = a[0], .events = POLLIN}, {.fd = b[0], .events = POLLIN}}};

	pthread_t thread;
	wait_until_blocked(start_thread(&thread, poll_both, &poller));
	CHECK_INT(1, ox_write(b[1], "x", 1));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(1, poller.result);
	CHECK_INT(0, poller.p[0].revents);
	CHECK_INT(POLLIN, poller.p[1].revents);

	for (int i = 0; i < 2; i++) {
		CHECK_INT(0, ox_close(a[i]));
		CHECK_INT(0, ox_close(b[i]));
	}
	return 0;
}
