/* A call that has to wait counts once, however often the library makes the system call. So the
 * fault applies to the second transfer, whether or not the first had to wait. */
#include "check.h"

static int s[2];

static void *receiver(void *result)
{
	char byte;

	(void)result;
	CHECK_INT(1, ox_recv(s[1], &byte, 1, 0));
	CHECK_ERR(EIO, ox_recv(s[1], &byte, 1, 0));
	return NULL;
}

int main(void)
{
	pthread_t thread;
	char byte;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_OK(ox_fault("recv error=EIO nth=2"));
	CHECK_ERR(EAGAIN, ox_recv(s[1], &byte, 1, MSG_DONTWAIT));
	wait_until_blocked(start_thread(&thread, receiver, NULL));
	CHECK_INT(2, ox_send(s[0], "xy", 2, 0));
	CHECK_INT(0, pthread_join(thread, NULL));
	return 0;
}
