/* Where the queue of a UNIX listener is full, ox_dial waits in line, until the deadline; then
   nothing is left of it, also not a timeout on the socket. */
#include "check.h"

static char endpoint[200];

static void *dial(void *unused)
{
	static int s;

	(void)unused;
	s = ox_dial(endpoint, ox_now() + 10000000);
	return &s;
}

int main(void)
{
	struct timeval timeout = {1, 1};
	socklen_t length = sizeof timeout;
	int listener, first, s;
	int64_t deadline;
	pthread_t thread;
	void *result;

	snprintf(endpoint, sizeof endpoint, "unix:%s/server", temp_dir());
	listener = CHECK_OK(ox_listen_on(endpoint, 0)); /* room for one */
	first = CHECK_OK(ox_dial(endpoint, OX_FOREVER));

	deadline = ox_now() + 30000;
	CHECK_ERR(ETIMEDOUT, ox_dial(endpoint, deadline));
	CHECK(ox_now() >= deadline);
	CHECK_ERR(ETIMEDOUT, ox_dial(endpoint, 0));

	wait_until_blocked(start_thread(&thread, dial, NULL));
	CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(0, pthread_join(thread, &result));
	s = CHECK_OK(*(int *)result);
	CHECK_INT(0, ox_getsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &timeout, &length));
	CHECK(timeout.tv_sec == 0 && timeout.tv_usec == 0);
	CHECK_OK(ox_close(first));
	return 0;
}
