/*
 * A socket pair is two stream sockets connected to each other: bytes go both ways, and bytes
 * that are written separately may be read together.
 */
#include "check.h"

int main(void)
{
	int s[2];
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK(s[0] >= OX_HANDLE_MIN && s[1] >= OX_HANDLE_MIN && s[0] != s[1]);

	char buf[32];
	CHECK_INT(4, ox_write(s[0], "ping", 4));
	CHECK_INT(4, ox_read(s[1], buf, sizeof buf));
	CHECK(memcmp(buf, "ping", 4) == 0);
	CHECK_INT(4, ox_write(s[1], "pong", 4));
	CHECK_INT(4, ox_read(s[0], buf, sizeof buf));
	CHECK(memcmp(buf, "pong", 4) == 0);

	CHECK_INT(2, ox_write(s[0], "ab", 2));
	CHECK_INT(2, ox_write(s[0], "cd", 2));
	CHECK_INT(3, ox_read(s[1], buf, 3));
	CHECK_INT(1, ox_read(s[1], buf + 3, sizeof buf - 3));
	CHECK(memcmp(buf, "abcd", 4) == 0);

	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_read(s[1], buf, sizeof buf));
	CHECK_INT(0, ox_close(s[1]));

	/* Only the UNIX domain has pairs; what the caller's array held stays. */
	s[0] = s[1] = 7;
	CHECK_ERR(EOPNOTSUPP, ox_socketpair(AF_INET, SOCK_STREAM, 0, s));
	CHECK_INT(7, s[0]);
	CHECK_INT(7, s[1]);
	return 0;
}
