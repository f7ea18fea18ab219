/* ox_writev under rules: it falls short, and an error from a rule is not mistaken for a lack of
   support in the system. */
#include "check.h"

#include <fcntl.h>

static void falls_short(const int s[2])
{
	char got[8];
	struct iovec parts[2] = {{"abc", 3}, {"de", 2}};
	int rule;

	rule = CHECK_OK(ox_fault("send short=4 nth=1"));
	CHECK_INT(4, ox_writev(s[0], parts, 2));
	CHECK_INT(5, ox_writev(s[0], parts, 2));
	CHECK_INT(8, ox_recv(s[1], got, sizeof got, MSG_WAITALL));
	CHECK(memcmp(got, "abcdabcd", 8) == 0);
	CHECK_INT(1, ox_fault_count(rule));
	CHECK_OK(ox_fault_remove(rule));

	rule = CHECK_OK(ox_fault("send error=EOPNOTSUPP nth=1"));
	CHECK_ERR(EOPNOTSUPP, ox_writev(s[0], parts, 2));
	CHECK_INT(5, ox_writev(s[0], parts, 2));
	CHECK_INT(1, ox_fault_count(rule));
	CHECK_OK(ox_fault_remove(rule));
}

int main(void)
{
	int s[2];

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
	falls_short(s);
	tcp_pair(s);
	CHECK_OK(ox_fcntl(s[0], F_SETFL, O_NONBLOCK));
	falls_short(s);
	return 0;
}
