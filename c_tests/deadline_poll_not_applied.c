/* The deadlines of the sockets in it do not matter to ox_poll: it has a timeout of its own. */
#include "deadline_time.h"

int main(void)
{
	struct pollfd entry = {0, POLLIN, 0};
	int64_t end;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	entry.fd = s[0];
	CHECK_INT(0, ox_deadline(s[0], OX_BOTH, 0));
	end = in_ms(20);
	CHECK_INT(0, ox_poll(&entry, 1, 20));
	CHECK(ox_now() >= end);
	CHECK_INT(0, entry.revents);
	return 0;
}
