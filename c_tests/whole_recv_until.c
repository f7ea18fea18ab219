/* ox_recv_until receives a line at a time from a stream, in whatever pieces it comes, and leaves what
   is behind it where it is. Its count is true after every error, and it goes on from there. */
#include "close_blocked.h"

static char line[64];
static size_t done;

static int next_line(int s, int64_t deadline)
{
	int result;

	done = 99;
	result = ox_recv_until(s, line, sizeof line - 1, '\n', deadline, &done);
	CHECK(done < sizeof line);
	line[done] = '\0';
	return result;
}

static int wait_for_line(int s)
{
	return next_line(s, OX_FOREVER);
}

static void lines(int s[2], const char *kind)
{
	struct blocked blocked;

	printf("%s\n", kind);
	fflush(stdout);
	CHECK_INT(11, ox_write(s[1], "one\n\nthree\n", 11));
	CHECK_INT(0, next_line(s[0], OX_FOREVER));
	CHECK_INT(0, strcmp("one\n", line));
	CHECK_INT(4, done);
	CHECK_INT(0, next_line(s[0], OX_FOREVER));
	CHECK_INT(0, strcmp("\n", line));
	CHECK_INT(6, ox_available(s[0])); /* the third is still there, for every call */
	CHECK_INT(6, ox_read(s[0], line, sizeof line));

	block(&blocked, wait_for_line, s[0]);
	CHECK_INT(2, ox_write(s[1], "in", 2));
	wait_until_blocked(blocked.tid);
	CHECK_INT(12, ox_write(s[1], " pieces\nnext", 12));
	CHECK_INT(0, result_of(&blocked));
	CHECK_INT(0, strcmp("in pieces\n", line));

	/* What has come by the deadline, or without waiting, is told. */
	CHECK_ERR(ETIMEDOUT, next_line(s[0], ox_now() + 20000));
	CHECK_INT(4, done);
	CHECK_INT(0, strcmp("next", line));
	CHECK_ERR(ETIMEDOUT, next_line(s[0], 0));
	CHECK_INT(0, done);

	/* A line that is longer than the buffer. */
	CHECK_INT(6, ox_write(s[1], "12345\n", 6));
	CHECK_ERR(EMSGSIZE, ox_recv_until(s[0], line, 4, '\n', OX_FOREVER, &done));
	CHECK_INT(4, done);
	CHECK_INT(0, ox_recv_until(s[0], line + done, 2, '\n', OX_FOREVER, NULL));
	CHECK_INT(0, memcmp("12345\n", line, 6));

	/* The end, after less than a line. */
	CHECK_INT(3, ox_write(s[1], "end", 3));
	CHECK_INT(0, ox_shutdown(s[1], SHUT_WR));
	CHECK_ERR(ENODATA, next_line(s[0], OX_FOREVER));
	CHECK_INT(3, done);
	CHECK_ERR(ENODATA, next_line(s[0], OX_FOREVER));
	CHECK_INT(0, done);
}

int main(void)
{
	struct blocked blocked;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	lines(s, "UNIX stream");
	tcp_pair(s);
	lines(s, "TCP");

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(3, ox_write(s[1], "a\0b", 3));
	CHECK_INT(0, ox_recv_until(s[0], line, sizeof line, 0, OX_FOREVER, &done));
	CHECK_INT(2, done);
	CHECK_ERR(EINVAL, ox_recv_until(s[0], line, sizeof line, 256, OX_FOREVER, &done));
	CHECK_ERR(EINVAL, ox_recv_until(s[0], line, sizeof line, -1, OX_FOREVER, &done));
	CHECK_ERR(EFAULT, ox_recv_until(s[0], NULL, 1, 'b', OX_FOREVER, &done));
	CHECK_INT(1, ox_available(s[0]));
	CHECK_INT(1, ox_read(s[0], line, sizeof line));

	block(&blocked, wait_for_line, s[0]);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&blocked));

	unix_pair(SOCK_DGRAM, s);
	CHECK_ERR(EOPNOTSUPP, next_line(s[0], OX_FOREVER));
	return 0;
}
