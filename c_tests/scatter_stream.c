/* writev gathers a message from several buffers, readv scatters one into several: the pieces need
 * not match, and empty ones are skipped. */
#include "check.h"

int main(void)
{
	int s[2];
	tcp_pair(s);
	char head[] = "head", body[] = "the body", tail[] = "end";
	struct iovec out[] = {{head, 4}, {body, 8}, {NULL, 0}, {tail, 3}};
	CHECK_INT(15, ox_writev(s[0], out, 4));

	char a[6], b[1], c[20];
	struct iovec in[] = {{a, sizeof a}, {NULL, 0}, {b, sizeof b}, {c, sizeof c}};
	CHECK_INT(15, ox_readv(s[1], in, 4));
	CHECK(memcmp(a, "headth", 6) == 0);
	CHECK(memcmp(b, "e", 1) == 0);
	CHECK(memcmp(c, " bodyend", 8) == 0);

	/* A stream gives what there is, and leaves the other buffers as they were. */
	memset(c, '-', sizeof c);
	CHECK_INT(7, ox_write(s[0], "shorter", 7));
	CHECK_INT(7, ox_readv(s[1], in, 4));
	CHECK(memcmp(a, "shorte", 6) == 0);
	CHECK_INT('r', b[0]);
	CHECK_INT('-', c[0]);

	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_readv(s[1], in, 4));
	CHECK_ERR(EBADF, ox_writev(s[0], out, 4));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
