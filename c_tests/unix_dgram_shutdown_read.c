/*
 * SHUT_RD on a UNIX datagram socket: what is queued can still be read, a read of an empty queue
 * returns 0 rather than wait, and one that waits already is woken with 0.
 */
#include "check.h"

struct reader {
	int s;
	int result;
};

static void *read_one(void *arg)
{
	struct reader *r = (struct reader *)arg;
	char byte;
	r->result = ox_read(r->s, &byte, 1);
	return NULL;
}

static void end_reading(const int s[2])
{
	pthread_t thread;
	struct reader reader = {s[0], -1};
	wait_until_blocked(start_thread(&thread, read_one, &reader));
	CHECK_INT(0, ox_shutdown(s[0], SHUT_RD));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(0, reader.result);

	char byte;
	CHECK_INT(0, ox_read(s[0], &byte, 1));
	CHECK_INT(0, ox_recv(s[0], &byte, 1, 0));
	CHECK_ERR(EAGAIN, ox_recv(s[0], &byte, 1, MSG_DONTWAIT));
	CHECK_ERR(EPIPE, ox_write(s[1], "x", 1));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int s[2];
	char byte;
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	CHECK_INT(1, ox_write(s[1], "x", 1));
	CHECK_INT(0, ox_shutdown(s[0], SHUT_RD));
	CHECK_INT(1, ox_read(s[0], &byte, 1));
	CHECK_INT(0, ox_read(s[0], &byte, 1));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));

	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	end_reading(s);

	/* The same with a deadline that is far away. */
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, ox_now() + 60000000));
	end_reading(s);
	return 0;
}
