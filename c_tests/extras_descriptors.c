/*
 * Descriptors travel over every type of UNIX socket, with bytes, and arrive close-on-exec; here
 * they are the ends of a pipe, which still work. Without any, the bytes arrive alone.
 */
#include "handle_count.h"

#include <fcntl.h>

static void they_travel(int type)
{
	int s[2], ends[2], got[5] = {-1, -1, -1, -1, -1}, count = 5, before;
	char buf[10];

	CHECK_OK(ox_socketpair(AF_UNIX, type, 0, s));
	before = open_descriptors();
	CHECK_INT(0, pipe(ends));
	CHECK_INT(5, ox_send_descriptors(s[0], "ends.", 5, ends, 2));
	CHECK_INT(0, close(ends[0]));
	CHECK_INT(0, close(ends[1]));
	CHECK_INT(5, ox_recv_descriptors(s[1], buf, sizeof buf, got, &count));
	CHECK_INT(2, count);
	CHECK(memcmp(buf, "ends.", 5) == 0);
	CHECK_INT(FD_CLOEXEC, fcntl(got[0], F_GETFD));
	CHECK_INT(1, write(got[1], "!", 1));
	CHECK_INT(1, read(got[0], buf, 1));
	CHECK_INT(0, close(got[0]));
	CHECK_INT(0, close(got[1]));
	CHECK_INT(-1, got[2]);

	count = 5;
	CHECK_INT(1, ox_send_descriptors(s[0], "x", 1, NULL, 0));
	CHECK_INT(1, ox_recv_descriptors(s[1], buf, sizeof buf, got, &count));
	CHECK_INT(0, count);
	CHECK_INT(before, open_descriptors());
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
}

int main(void)
{
	int s[2], fd = 0, count = 1, many[254] = {0};
	char byte;

	they_travel(SOCK_STREAM);
	they_travel(SOCK_DGRAM);
	they_travel(SOCK_SEQPACKET);

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_ERR(EINVAL, ox_send_descriptors(s[0], "", 0, &fd, 1)); /* no byte to go with */
	CHECK_ERR(EINVAL, ox_send_descriptors(s[0], "x", 1, many, 254));
	CHECK_ERR(EINVAL, ox_send_descriptors(s[0], "x", 1, &fd, -1));
	CHECK_ERR(EFAULT, ox_send_descriptors(s[0], "x", 1, NULL, 1));
	fd = -1;
	CHECK_ERR(EBADF, ox_send_descriptors(s[0], "x", 1, &fd, 1));
	CHECK_INT(0, ox_available(s[1]));
	CHECK_OK(ox_close(s[0]));
	CHECK_INT(0, ox_recv_descriptors(s[1], &byte, 1, &fd, &count)); /* the end */
	CHECK_INT(0, count);
	CHECK_OK(ox_close(s[1]));

	tcp_pair(s);
	CHECK_ERR(EOPNOTSUPP, ox_send_descriptors(s[0], "x", 1, &fd, 1));
	CHECK_ERR(EOPNOTSUPP, ox_recv_descriptors(s[1], &byte, 1, &fd, &count));
	return 0;
}
