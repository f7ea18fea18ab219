/* The names that <errno.h> has beside others for the same error stand in rules, too. */
#include "check.h"

static void is_error(const char *rule, int error)
{
	char byte;
	int s[2], number;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	number = CHECK_OK(ox_fault(rule));
	CHECK_ERR(error, ox_recv(s[0], &byte, 1, MSG_DONTWAIT));
	CHECK_INT(1, ox_fault_count(number));
	CHECK_OK(ox_fault_remove(number));
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
}

int main(void)
{
	is_error("recv error=EWOULDBLOCK", EWOULDBLOCK);
	is_error("recv error=ENOTSUP", ENOTSUP);
	is_error("recv error=EDEADLOCK", EDEADLK);
	return 0;
}
