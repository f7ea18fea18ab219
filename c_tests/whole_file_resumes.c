/*
 * After ETIMEDOUT the offset and *done of ox_send_file tell what was sent, to the byte; a call
 * that goes on from there completes the file.
 */
#include "whole_file.h"

enum { SIZE = 9 * 1000 * 1000 };

static char received[SIZE];

struct rest {
	int s, fd;
	int64_t offset;
};

static void *send_rest(void *argument)
{
	struct rest *rest = (struct rest *)argument;
	uint64_t done;
	int64_t start = rest->offset;

	CHECK_INT(0, ox_send_file(rest->s, rest->fd, &rest->offset, UINT64_MAX, in_ms(5000), &done));
	CHECK_INT(SIZE, rest->offset);
	CHECK_INT(SIZE - start, done);
	CHECK_INT(0, ox_shutdown(rest->s, SHUT_WR));
	return NULL;
}

static void resumes(int s[2])
{
	struct rest rest = {s[0], new_file(SIZE), 0};
	int64_t deadline = in_ms(20);
	uint64_t sent;
	pthread_t thread;

	CHECK_TIMES_OUT(deadline, ox_send_file(s[0], rest.fd, &rest.offset, SIZE, deadline, &sent));
	CHECK(sent > 0 && sent < SIZE);
	CHECK_INT(sent, rest.offset);
	CHECK_INT(0, ox_recv_all(s[1], received, sent, in_ms(5000), NULL));
	CHECK_ERR(ETIMEDOUT, ox_recv_all(s[1], received + sent, 1, in_ms(20), NULL));

	start_thread(&thread, send_rest, &rest);
	CHECK_INT(0, ox_recv_all(s[1], received + sent, SIZE - sent, in_ms(5000), NULL));
	CHECK(are_bytes_from(0, received, SIZE));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(0, ox_recv(s[1], received, 1, 0));
	CHECK_INT(0, close(rest.fd));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	over_each_stream(resumes);
	return 0;
}
