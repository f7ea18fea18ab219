/* A stream that ends before the buffer is full gives ENODATA, and *done tells how much there was.
 * So an early end can be told from success and from a reset. */
#include "whole_buffers.h"

static void ends_early(int s[2])
{
	char buf[10];
	size_t done;

	CHECK_INT(4, ox_write(s[0], "four", 4));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ENODATA, ox_recv_all(s[1], buf, sizeof buf, OX_FOREVER, &done));
	CHECK_INT(ENODATA, errno);
	CHECK_INT(4, done);
	CHECK(memcmp(buf, "four", 4) == 0);

	CHECK_ERR(ENODATA, ox_recv_all(s[1], buf, sizeof buf, OX_FOREVER, &done));
	CHECK_INT(0, done);
	CHECK_INT(0, ox_recv_all(s[1], buf, 0, OX_FOREVER, &done)); /* nothing is always there */
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	over_each_stream(ends_early);
	return 0;
}
