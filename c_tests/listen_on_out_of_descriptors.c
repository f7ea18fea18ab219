/* Without a free descriptor ox_accept returns EMFILE at once. The connection stays in the queue
   until descriptors are free again; the listener still works. */
#include "check.h"
#include <sys/resource.h>

int main(void)
{
	int listener = CHECK_OK(ox_listen_on("127.0.0.1:0", 4)), i;
	struct rlimit before, none = {3, 0}; /* all taken */
	char where[OX_TEXT_MAX];

	CHECK_OK(ox_local(listener, where, sizeof where));
	CHECK_OK(ox_dial(where, OX_FOREVER));
	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &before));
	none.rlim_max = before.rlim_max;
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &none));
	for (i = 0; i < 3; i++)
		CHECK_ERR(EMFILE, ox_accept(listener, NULL, NULL));
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &before));
	CHECK_OK(ox_accept(listener, NULL, NULL));
	return 0;
}
