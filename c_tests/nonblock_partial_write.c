/* A non-blocking write takes what there is room for, and says how much; what it took arrives. */
#include "check.h"

enum { SIZE = 16 << 20 };

int main(void)
{
	int s[2], room = 4608;
	char *block = (char *)malloc(SIZE);
	CHECK(block != NULL);
	memset(block, 'x', SIZE);
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
	CHECK_INT(0, ox_setsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room));

	int taken = CHECK_OK(ox_write(s[0], block, SIZE));
	CHECK(taken > 0 && taken < SIZE);
	CHECK_ERR(EAGAIN, ox_write(s[0], block, 1));
	struct pollfd writable = {.fd = s[0], .events = POLLOUT};
	CHECK_INT(0, ox_poll(&writable, 1, 0));

	int got = 0, n;
	while ((n = ox_read(s[1], block, SIZE)) > 0)
		got += n;
	CHECK_INT(-EAGAIN, n);
	CHECK_INT(taken, got);
	CHECK_INT(1, ox_poll(&writable, 1, 0));
	CHECK_INT(1, ox_write(s[0], "x", 1));

	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	free(block);
	return 0;
}
