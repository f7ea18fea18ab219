/* The same seed gives the same faults, another gives others, and about as many as the chance says.
   */
#include "check.h"

enum { CALLS = 400 };

static void draw(const char *rule, char failed[CALLS])
{
	int s[2], number, i;
	char byte;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	number = CHECK_OK(ox_fault(rule));
	for (i = 0; i < CALLS; i++) {
		int sent = ox_send(s[0], "x", 1, 0);
		CHECK(sent == 1 || sent == -EIO);
		failed[i] = sent < 0;
		if (sent > 0)
			CHECK_INT(1, ox_recv(s[1], &byte, 1, 0));
	}
	CHECK(ox_fault_count(number) > CALLS / 8 && ox_fault_count(number) < CALLS * 3 / 8);
	CHECK_OK(ox_fault_remove(number));
}

int main(void)
{
	char once[CALLS], again[CALLS], other[CALLS];

	draw("send error=EIO chance=0.25 seed=42", once);
	draw("send error=EIO chance=.25 seed=42", again);
	draw("send error=EIO chance=0.25 seed=43", other);
	CHECK(memcmp(once, again, CALLS) == 0);
	CHECK(memcmp(once, other, CALLS) != 0);
	return 0;
}
