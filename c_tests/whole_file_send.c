/*
 * ox_send_file sends a part of a file, from an offset of the caller's or from the file's own
 * position, which then stand behind the last byte sent; or all that is left of it. A file that
 * ends too early is ENODATA.
 */
#include "whole_file.h"

enum { SIZE = 300 * 1000 };

static char buf[SIZE];

static void is_sent(int s[2])
{
	int fd = new_file(SIZE);
	int64_t offset = 1000;
	uint64_t done;

	CHECK_INT(0, ox_option_set(s[0], "socket.send.buffer", 2 * SIZE));
	CHECK_INT(0, ox_send_file(s[0], fd, &offset, 500, in_ms(5000), &done));
	CHECK_INT(500, done);
	CHECK_INT(1500, offset);
	CHECK_INT(0, ox_recv_all(s[1], buf, 500, in_ms(5000), NULL));
	CHECK(are_bytes_from(1000, buf, 500));
	CHECK_INT(0, lseek(fd, 0, SEEK_CUR)); /* the file's own position has not moved */

	CHECK_INT(7, lseek(fd, 7, SEEK_SET));
	CHECK_INT(0, ox_send_file(s[0], fd, NULL, 3, in_ms(5000), NULL));
	CHECK_INT(10, lseek(fd, 0, SEEK_CUR));
	CHECK_INT(0, ox_recv_all(s[1], buf, 3, in_ms(5000), NULL));
	CHECK(are_bytes_from(7, buf, 3));

	offset = SIZE - 5;
	CHECK_ERR(ENODATA, ox_send_file(s[0], fd, &offset, 6, in_ms(5000), &done));
	CHECK_INT(5, done);
	CHECK_INT(SIZE, offset);
	CHECK_INT(0, ox_recv_all(s[1], buf, 5, in_ms(5000), NULL));
	CHECK_INT(0, ox_send_file(s[0], fd, &offset, UINT64_MAX, in_ms(5000), &done));
	CHECK_INT(0, done);
	CHECK_INT(0, ox_available(s[1]));

	CHECK_INT(0, close(fd));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	over_each_stream(is_sent);
	return 0;
}
