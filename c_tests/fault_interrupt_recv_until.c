/* Under a rule that interrupts every call, ox_recv_until, which makes two for each piece, gets its
   line all the same; on an OX_INTERRUPTIBLE handle it ends, and nothing is lost. */
#include "check.h"

int main(void)
{
	const int on = 1;
	char line[16];
	size_t done;
	int s[2];

	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_INT(8, ox_send(s[1], "one\ntwo\n", 8, 0));
	CHECK_OK(ox_fault("recv interrupt"));
	CHECK_INT(0, ox_recv_until(s[0], line, sizeof line, '\n', OX_FOREVER, &done));
	CHECK_INT(4, done);
	CHECK_INT(0, memcmp("one\n", line, 4));

	CHECK_INT(0, ox_setsockopt(s[0], SOL_OX, OX_INTERRUPTIBLE, &on, sizeof on));
	CHECK_ERR(EINTR, ox_recv_until(s[0], line, sizeof line, '\n', OX_FOREVER, &done));
	CHECK_INT(0, done);
	CHECK_INT(0, ox_fault_remove(0));
	CHECK_INT(0, ox_recv_until(s[0], line, sizeof line, '\n', OX_FOREVER, &done));
	CHECK_INT(0, memcmp("two\n", line, 4));
	return 0;
}
