/*
 * Sending a file to a peer that is gone gives EPIPE and no SIGPIPE, which sendfile(2) would
 * raise. What cannot be sent as a file is an error before anything has moved.
 */
#include "whole_file.h"

int main(void)
{
	int s[2], ends[2], fd = new_file(100), dir = open(temp_dir(), O_RDONLY | O_CLOEXEC);
	int64_t offset = 10, negative = -1;
	uint64_t done;

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, pipe(ends));
	CHECK_ERR(ESPIPE, ox_send_file(s[0], ends[0], NULL, 1, OX_FOREVER, NULL));
	CHECK_ERR(EISDIR, ox_send_file(s[0], dir, NULL, 1, OX_FOREVER, NULL));
	CHECK_ERR(EBADF, ox_send_file(s[0], -1, NULL, 1, OX_FOREVER, NULL));
	CHECK_ERR(EBADF, ox_send_file(s[0], s[1], NULL, 1, OX_FOREVER, NULL)); /* no descriptor */
	/* Also where nothing is to be sent. */
	CHECK_ERR(ESPIPE, ox_send_file(s[0], ends[0], &offset, 0, OX_FOREVER, NULL));
	CHECK_ERR(EBADF, ox_send_file(s[0], -1, &offset, 0, OX_FOREVER, NULL));
	CHECK_ERR(EINVAL, ox_send_file(s[0], fd, &negative, 1, OX_FOREVER, NULL));
	CHECK_INT(0, ox_available(s[1]));

	CHECK_INT(0, ox_close(s[1]));
	CHECK_ERR(EPIPE, ox_send_file(s[0], fd, &offset, 50, OX_FOREVER, &done));
	CHECK_INT(0, done);
	CHECK_INT(10, offset);
	CHECK_INT(0, ox_close(s[0]));
	return 0;
}
