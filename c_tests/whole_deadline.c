/*
 * Past its deadline ox_send_all gives up with ETIMEDOUT, and *done is exactly the number of
 * bytes that the peer will get; so does ox_recv_all. Another call that begins behind them loses
 * none and doubles none.
 */
#include "whole_buffers.h"

enum { SIZE = 16 * 1000 * 1000 };

static char sent[SIZE], received[SIZE];

static void *send_rest(void *argument)
{
	const size_t *start = (const size_t *)((void **)argument)[0];
	const int *s = (const int *)((void **)argument)[1];

	CHECK_INT(0, ox_send_all(*s, sent + *start, SIZE - *start, in_ms(5000), NULL));
	CHECK_INT(0, ox_shutdown(*s, SHUT_WR));
	return NULL;
}

static void resumes(int s[2])
{
	size_t start = 0, done = 0;
	void *argument[2] = {&start, &s[0]};
	int64_t deadline = in_ms(20);
	pthread_t thread;

	CHECK_TIMES_OUT(deadline, ox_send_all(s[0], sent, SIZE, deadline, &start));
	CHECK(start > 0 && start < SIZE);

	memset(received, 0, sizeof received);
	CHECK_INT(0, ox_recv_all(s[1], received, start, in_ms(5000), NULL));
	deadline = in_ms(20);
	CHECK_TIMES_OUT(deadline, ox_recv_all(s[1], received + start, 1, deadline, &done));
	CHECK_INT(0, done);

	start_thread(&thread, send_rest, argument);
	CHECK_INT(0, ox_recv_all(s[1], received + start, SIZE - start, in_ms(5000), NULL));
	CHECK(memcmp(sent, received, SIZE) == 0);
	CHECK_ERR(ENODATA, ox_recv_all(s[1], received, 1, in_ms(5000), &done));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	fill_bytes(sent, SIZE);
	over_each_stream(resumes);
	return 0;
}
