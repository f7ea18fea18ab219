/* ox_writev under rules: it falls short, and an error that only a rule made is not taken for what
   the system cannot do. */
#include "check.h"

int main(void)
{
	char got[8];
	struct iovec parts[2] = {{"abc", 3}, {"de", 2}};
	int s[2], rule;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
	rule = CHECK_OK(ox_fault("send short=4 nth=1"));
	CHECK_INT(4, ox_writev(s[0], parts, 2));
	CHECK_INT(5, ox_writev(s[0], parts, 2));
	CHECK_INT(8, ox_recv(s[1], got, sizeof got, 0));
	CHECK(memcmp(got, "abcdabcd", 8) == 0);
	CHECK_INT(1, ox_fault_count(rule));
	CHECK_OK(ox_fault_remove(rule));

	rule = CHECK_OK(ox_fault("send error=EOPNOTSUPP nth=1"));
	CHECK_ERR(EOPNOTSUPP, ox_writev(s[0], parts, 2));
	CHECK_INT(5, ox_writev(s[0], parts, 2));
	CHECK_INT(1, ox_fault_count(rule));
	return 0;
}
