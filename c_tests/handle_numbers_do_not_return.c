/* A handle names one opening: in ten thousand openings, with few sockets open at any time, no
   number comes twice. */
#include "check.h"

enum { OPENINGS = 10000, AT_ONCE = 5 };

static int ascending(const void *left, const void *right)
{
	int a = *(const int *)left, b = *(const int *)right;

	return (a > b) - (a < b);
}

int main(void)
{
	static int numbers[OPENINGS];
	int i;

	for (i = 0; i < OPENINGS; i++) {
		numbers[i] = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));
		CHECK(numbers[i] >= OX_HANDLE_MIN);
		if (i >= AT_ONCE)
			CHECK_INT(0, ox_close(numbers[i - AT_ONCE]));
	}
	for (i = OPENINGS - AT_ONCE; i < OPENINGS; i++)
		CHECK_INT(0, ox_close(numbers[i]));

	qsort(numbers, OPENINGS, sizeof numbers[0], ascending);
	for (i = 1; i < OPENINGS; i++)
		CHECK(numbers[i] != numbers[i - 1]);
	return 0;
}
