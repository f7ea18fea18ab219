/* Whole transfers check their arguments before anything is moved: on an error the bytes are still
 * there. */
#include "error_wild.h"

static int s[2];

static void nothing_moves(void)
{
	char buf[4];

	CHECK_INT(4, ox_write(s[0], "here", 4));
	CHECK_ERR(EFAULT, ox_recv_all(s[1], wild, 4, OX_FOREVER, NULL));
	CHECK_ERR(EFAULT, ox_recv_all(s[1], NULL, 4, OX_FOREVER, NULL));
	CHECK_ERR(EINVAL, ox_recv_all(s[1], buf, 4, -2, NULL));
	CHECK_INT(0, ox_recv_all(s[1], NULL, 0, OX_FOREVER, NULL));
	CHECK_INT(0, ox_recv_all(s[1], buf, 4, OX_FOREVER, NULL));
	CHECK(memcmp(buf, "here", 4) == 0);

	CHECK_ERR(EFAULT, ox_send_all(s[0], wild, 1, OX_FOREVER, NULL));
	CHECK_ERR(EFAULT, ox_send_all(s[0], NULL, 1, OX_FOREVER, NULL));
	CHECK_ERR(EINVAL, ox_send_all(s[0], "x", 1, -2, NULL));
	CHECK_INT(0, ox_available(s[1]));
}

int main(void)
{
	size_t done = 1;
	char byte;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	with_wild_pointers(nothing_moves);
	CHECK_OK(ox_close(s[0]));
	CHECK_ERR(EBADF, ox_send_all(s[0], "x", 1, OX_FOREVER, &done));
	CHECK_INT(0, done);
	CHECK_OK(ox_close(s[1]));

	/* Messages have bounds of their own: whole transfers are for streams. */
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	CHECK_ERR(EOPNOTSUPP, ox_send_all(s[0], "x", 1, OX_FOREVER, NULL));
	CHECK_ERR(EOPNOTSUPP, ox_recv_all(s[1], &byte, 1, OX_FOREVER, NULL));
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	return 0;
}
