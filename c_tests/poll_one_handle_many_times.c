/* One handle may stand in the sets of concurrent ox_polls 133,000 times. The handle stays valid,
   and closing it wakes them all. */
#include "close_blocked.h"

#include <sys/resource.h>

enum { THREADS = 7, ENTRIES = 19000 };

static int poll_many(int s)
{
	struct pollfd *entries = calloc(ENTRIES, sizeof *entries);
	int i, count;

	for (i = 0; i < ENTRIES; i++)
		entries[i] = (struct pollfd){s, POLLIN, 0};
	count = ox_poll(entries, ENTRIES, 60000);
	CHECK_INT(POLLNVAL, entries[ENTRIES - 1].revents);
	free(entries);
	return count;
}

int main(void)
{
	static struct blocked blocked[THREADS];
	struct rlimit limit;
	int i, s[2];
	char byte;

	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &limit));
	if (limit.rlim_max < ENTRIES + 1)
		SKIP("poll takes fewer entries here");
	limit.rlim_cur = limit.rlim_max;
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &limit));
	unix_pair(SOCK_STREAM, s);
	for (i = 0; i < THREADS; i++)
		block(&blocked[i], poll_many, s[0]);
	CHECK_ERR(EAGAIN, ox_recv(s[0], &byte, 1, MSG_DONTWAIT));
	CHECK_ERR(EBADF, ox_recv(s[0] + OX_HANDLE_MIN, &byte, 1, MSG_DONTWAIT));
	CHECK_ERR(EBADF, ox_close(s[0] + OX_HANDLE_MIN));
	CHECK_INT(0, ox_close(s[0]));
	for (i = 0; i < THREADS; i++)
		CHECK_INT(ENTRIES, result_of(&blocked[i]));
	return 0;
}
