/* As many sockets as the process may have descriptors: every handle is another number, every
   one reaches its own socket, and when all are closed, nothing is left open. */
#include "handle_count.h"

enum { MOST = 100000 }; /* enough, where the system allows even more */

static int ascending(const void *left, const void *right)
{
	int a = *(const int *)left, b = *(const int *)right;

	return (a > b) - (a < b);
}

/* How many more descriptors this process may open, an even number. */
static int room(void)
{
	struct rlimit limit;
	rlim_t used = (rlim_t)open_descriptors() + 8; /* a few for others */

	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &limit));
	limit.rlim_cur = limit.rlim_max;
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &limit));
	CHECK(limit.rlim_cur > used + 100);
	return limit.rlim_cur - used < MOST ? (int)(limit.rlim_cur - used) & ~1 : MOST;
}

int main(void)
{
	int *s = (int *)malloc(MOST * sizeof(int));
	int i, number, open_before = open_descriptors(), count = room();

	printf("%d handles\n", count);
	for (i = 0; i < count; i += 2)
		CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s + i));

	for (i = 0; i < count; i += 2)
		CHECK_INT(sizeof i, ox_send(s[i], &i, sizeof i, 0));
	for (i = 0; i < count; i += 2) {
		CHECK_INT(sizeof number, ox_recv(s[i + 1], &number, sizeof number, 0));
		CHECK_INT(i, number);
	}

	qsort(s, (size_t)count, sizeof s[0], ascending);
	for (i = 1; i < count; i++)
		CHECK(s[i] != s[i - 1]);
	for (i = 0; i < count; i++)
		CHECK_INT(0, ox_close(s[i]));
	CHECK_INT(open_before, open_descriptors());
	free(s);
	return 0;
}
