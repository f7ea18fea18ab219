/* A socket that cannot be made for lack of memory uses up no handle: after more such failures than
   there are handles, a socket can still be opened. */
#include "memory_fails.h"

#include <sys/resource.h>

enum { HANDLES = 1 << 20, MOST = 8192 };

static int s[MOST];

int main(void)
{
	struct rlimit limit;
	int i, error = 0;

	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &limit));
	limit.rlim_cur = limit.rlim_max;
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &limit));
	CHECK_OK(ox_close(CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0))));

	fail_all_allocations();
	for (i = 0; i < MOST && (error = ox_socket(AF_UNIX, SOCK_DGRAM, 0)) >= 0; i++)
		s[i] = error;
	if (i == MOST || error == -EMFILE)
		return 0; /* none of them needed memory */
	CHECK_INT(-ENOMEM, error);
	for (i = 0; i <= HANDLES; i++)
		CHECK_ERR(ENOMEM, ox_socket(AF_UNIX, SOCK_DGRAM, 0));
	end_failing();
	for (i = 0; i < 2; i++)
		CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));
	return 0;
}
