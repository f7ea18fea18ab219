/* F_SETFL with O_NONBLOCK makes a socket stop waiting, and without it wait again. */
#include "check.h"
#include <fcntl.h>

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

int main(void)
{
	int s[2];
	char byte;
	tcp_pair(s);

	int flags = CHECK_OK(ox_fcntl(s[0], F_GETFL, 0));
	CHECK_INT(0, flags & O_NONBLOCK);
	CHECK_INT(0, ox_fcntl(s[0], F_SETFL, flags | O_NONBLOCK));
	CHECK_INT(O_NONBLOCK, ox_fcntl(s[0], F_GETFL, 0) & O_NONBLOCK);
	CHECK_ERR(EAGAIN, ox_read(s[0], &byte, 1));
	CHECK_INT(0, ox_fcntl(s[1], F_GETFL, 0) & O_NONBLOCK); /* the other end is its own */

	CHECK_INT(0, ox_fcntl(s[0], F_SETFL, flags));
	pthread_t thread;
	struct reader reader = {s[0], 0};
	wait_until_blocked(start_thread(&thread, read_one, &reader));
	CHECK_INT(1, ox_write(s[1], "x", 1));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(1, reader.result);

	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
