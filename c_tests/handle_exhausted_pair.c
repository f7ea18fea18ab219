/* With room for one descriptor more, ox_socketpair, which needs two, gives EMFILE, stores
   nothing, and leaves the room for one. */
#include "handle_count.h"

int main(void)
{
	int last = exhaust_descriptors(), pair[2] = {-7, -7};

	CHECK_ERR(EMFILE, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	CHECK_INT(0, ox_close(last));
	CHECK_ERR(EMFILE, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	CHECK_INT(-7, pair[0]);
	CHECK_INT(-7, pair[1]);
	CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));
	return 0;
}
