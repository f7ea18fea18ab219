/*
 * Among handles that are received there may be descriptors of something else: they are closed,
 * and their entries say -ENOTSOCK. A shared connection is left alone when one end of the sharing
 * closes it while somebody waits on it.
 */
#include "handle_count.h"

int main(void)
{
	int s[2], pair[2], ends[2], got[3], count = 3, before;
	char byte;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_SEQPACKET, 0, s));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	CHECK_INT(0, pipe(ends));
	before = open_descriptors();
	{
		int mixed[3] = {ends[0], ox_fd(pair[0]), ends[1]};

		CHECK_INT(1, ox_send_descriptors(s[0], "x", 1, mixed, 3));
	}
	CHECK_INT(1, ox_recv_handles(s[1], &byte, 1, got, &count));
	CHECK_INT(3, count);
	CHECK_INT(-ENOTSOCK, got[0]);
	CHECK_INT(-ENOTSOCK, got[2]);
	CHECK_INT(before + 1, open_descriptors());
	CHECK_INT(1, ox_write(got[1], "a", 1));
	CHECK_OK(ox_close(got[1]));

	/* What has been sent is shared, so that closing it does not end the connection. */
	CHECK_INT(1, ox_send_handles(s[0], "x", 1, pair, 1));
	CHECK_OK(ox_close(pair[0]));
	CHECK_INT(1, ox_recv_handles(s[1], &byte, 1, got, &count));
	CHECK_INT(1, count);
	CHECK_INT(1, ox_write(got[0], "b", 1));
	CHECK_INT(1, ox_read(pair[1], &byte, 1));
	CHECK_INT('a', byte);
	CHECK_INT(1, ox_read(pair[1], &byte, 1));
	CHECK_INT('b', byte);
	CHECK_OK(ox_close(got[0]));
	CHECK_INT(before - 1, open_descriptors());
	return 0;
}
