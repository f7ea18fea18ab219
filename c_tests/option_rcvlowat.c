/*
 * SO_RCVLOWAT on TCP: recv and poll wait until so many bytes have arrived, also under a
 * deadline, which ends the wait.
 */
#include "check.h"

static int s[2];

static void *receive_five(void *argument)
{
	char buf[10];

	(void)argument;
	CHECK_INT(5, ox_recv(s[1], buf, sizeof buf, 0));
	CHECK(memcmp(buf, "12345", 5) == 0);
	return NULL;
}

static void in_two_parts(void)
{
	struct pollfd readable = {0, POLLIN, 0};
	pthread_t thread;
	int tid;

	tid = start_thread(&thread, receive_five, NULL);
	wait_until_blocked(tid);
	CHECK_INT(3, ox_send(s[0], "123", 3, 0));
	readable.fd = s[1];
	CHECK_INT(0, ox_poll(&readable, 1, 0));
	CHECK_INT(2, ox_send(s[0], "45", 2, 0));
	CHECK_INT(0, pthread_join(thread, NULL));
}

int main(void)
{
	int least = 5;

	tcp_pair(s);
	CHECK_OK(ox_setsockopt(s[1], SOL_SOCKET, SO_RCVLOWAT, &least, sizeof least));
	in_two_parts();
	CHECK_OK(ox_deadline(s[1], OX_RECEIVING, ox_now() + 5000000));
	in_two_parts();
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	return 0;
}
