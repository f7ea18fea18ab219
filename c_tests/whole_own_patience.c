/* A whole transfer waits until its own deadline, whatever the handle is set to: O_NONBLOCK,
 * deadlines of ox_deadline, the system's timeouts. A deadline of 0 is long past: only what can be
 * done without waiting is done. */
#include "whole_buffers.h"

#include <fcntl.h>

static void *send_late(void *argument)
{
	const int *s = (const int *)argument;

	wait_until_blocked(s[1]); /* the receiver's thread */
	CHECK_INT(0, ox_send_all(s[0], "late", 4, OX_FOREVER, NULL));
	return NULL;
}

static void waits(int s[2])
{
	char buf[4];
	size_t done;
	pthread_t thread;
	int sender[2] = {s[0], my_tid()};

	start_thread(&thread, send_late, sender);
	CHECK_INT(0, ox_recv_all(s[1], buf, 4, in_ms(5000), NULL));
	CHECK_INT(0, pthread_join(thread, NULL));

	CHECK_INT(2, ox_write(s[0], "ab", 2));
	CHECK_ERR(ETIMEDOUT, ox_recv_all(s[1], buf, 4, 0, &done));
	CHECK_INT(2, done);
	CHECK_INT(2, ox_write(s[0], "cd", 2));
	CHECK_INT(0, ox_recv_all(s[1], buf + 2, 2, 0, &done));
	CHECK_INT(2, done);
	CHECK(memcmp(buf, "abcd", 4) == 0);
}

static void whatever_it_is_set_to(int s[2])
{
	waits(s);
	CHECK_OK(ox_fcntl(s[1], F_SETFL, O_NONBLOCK));
	waits(s);
	CHECK_OK(ox_fcntl(s[1], F_SETFL, 0));
	CHECK_INT(0, ox_deadline(s[1], OX_BOTH, 0));
	waits(s);
	CHECK_INT(0, ox_option_set(s[1], "socket.receive.timeout", 1000));
	waits(s);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	over_each_stream(whatever_it_is_set_to);
	return 0;
}
