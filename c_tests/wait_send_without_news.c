/* A send finds no room, although the socket is ready and no new event comes: TCP is short of
 * memory, which all sockets share. The send is tried again after a while, as the system's call
 * does. */
#include "meddle.h"

enum { REFUSED = 6 };

static int decide(int time, const struct seccomp_data *call)
{
	(void)call;
	return time < REFUSED ? -EAGAIN : GO_ON;
}

static void *send_one(void *argument)
{
	struct meddler meddler = {.number = SYS_sendto, .decide = decide};
	const int *s = (const int *)argument;

	meddle(&meddler);
	CHECK_INT(1, ox_send(*s, "x", 1, 0));
	return NULL;
}

int main(void)
{
	pthread_t thread;
	char byte;
	int s[2];

	tcp_pair(s);
	start_thread(&thread, send_one, &s[0]);
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(1, ox_recv(s[1], &byte, 1, 0));
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	return 0;
}
