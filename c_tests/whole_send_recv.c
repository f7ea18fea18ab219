/*
 * ox_send_all sends all of a buffer and ox_recv_all fills one, however often the system takes
 * or gives only a part; *done is then the whole length.
 */
#include "whole_buffers.h"

enum { SIZE = 5 * 1000 * 1000 };

static char sent[SIZE], received[SIZE];

static void *send_it(void *argument)
{
	const int *s = (const int *)argument;
	size_t done = 1;

	CHECK_INT(0, ox_send_all(*s, sent, SIZE, in_ms(5000), &done));
	CHECK_INT(SIZE, done);
	return NULL;
}

static void all_arrives(int s[2])
{
	pthread_t thread;
	size_t done = 1;

	memset(received, 0, sizeof received);
	start_thread(&thread, send_it, &s[0]);
	CHECK_INT(0, ox_recv_all(s[1], received, SIZE, in_ms(5000), &done));
	CHECK_INT(SIZE, done);
	CHECK(memcmp(sent, received, SIZE) == 0);
	CHECK_INT(0, pthread_join(thread, NULL));

	/* Who does not want the count passes null. */
	CHECK_INT(0, ox_send_all(s[1], "back", 4, OX_FOREVER, NULL));
	CHECK_INT(0, ox_recv_all(s[0], received, 4, OX_FOREVER, NULL));
	CHECK(memcmp(received, "back", 4) == 0);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	fill_bytes(sent, SIZE);
	over_each_stream(all_arrives);
	return 0;
}
