/* A call that a rule interrupts continues, as after a signal; on an OX_INTERRUPTIBLE handle it ends
   with EINTR. */
#include "check.h"

int main(void)
{
	int s[2], on = 1, rule;
	char byte;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	rule = CHECK_OK(ox_fault("any interrupt"));
	CHECK_INT(1, ox_send(s[0], "x", 1, 0));
	CHECK_INT(1, ox_recv(s[1], &byte, 1, 0));
	CHECK(ox_fault_count(rule) >= 2);

	CHECK_OK(ox_setsockopt(s[1], SOL_OX, OX_INTERRUPTIBLE, &on, sizeof on));
	CHECK_INT(1, ox_send(s[0], "y", 1, 0));
	CHECK_ERR(EINTR, ox_recv(s[1], &byte, 1, 0));
	CHECK_INT(1, ox_recv(s[1], &byte, 1, 0)); /* made again, it is let through */
	CHECK_INT('y', byte);
	return 0;
}
