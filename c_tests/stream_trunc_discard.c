/*
 * On TCP MSG_TRUNC throws the bytes away instead of copying them. On a UNIX stream the flag
 * changes nothing.
 */
#include "check.h"

int main(void)
{
	int s[2];
	char buf[16] = "untouched";
	tcp_pair(s);
	CHECK_INT(10, ox_write(s[0], "0123456789", 10));
	CHECK_INT(4, ox_recv(s[1], buf, 4, MSG_TRUNC | MSG_WAITALL));
	CHECK(memcmp(buf, "untouched", 9) == 0);
	CHECK_INT(3, ox_recv(s[1], NULL, 3, MSG_TRUNC)); /* no buffer is needed for it */
	CHECK_INT(3, ox_recv(s[1], buf, sizeof buf, 0));
	CHECK(memcmp(buf, "789", 3) == 0);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));

	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_INT(5, ox_write(s[0], "abcde", 5));
	CHECK_INT(2, ox_recv(s[1], buf, 2, MSG_TRUNC));
	CHECK(memcmp(buf, "ab", 2) == 0);
	CHECK_INT(3, ox_recv(s[1], buf, sizeof buf, MSG_TRUNC));
	CHECK(memcmp(buf, "cde", 3) == 0);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
