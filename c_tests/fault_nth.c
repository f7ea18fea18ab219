/* nth=3 applies to the third of the rule's calls only. */
#include "check.h"

int main(void)
{
	int s[2], rule, i;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	rule = CHECK_OK(ox_fault("send error=ENOBUFS nth=3"));
	for (i = 1; i <= 6; i++) {
		CHECK_INT(i == 3 ? -ENOBUFS : 1, ox_send(s[0], "x", 1, 0));
		CHECK_INT(i >= 3, ox_fault_count(rule));
	}
	CHECK_INT(5, ox_available(s[1])); /* the one that failed sent nothing */
	return 0;
}
