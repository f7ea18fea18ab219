/* Rules apply in a child too, with counts of its own. */
#include "check.h"

int main(void)
{
	int s[2], rule;
	pid_t child;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	rule = CHECK_OK(ox_fault("send error=ENOBUFS nth=2"));
	CHECK_INT(1, ox_send(s[0], "x", 1, 0));
	if ((child = fork()) == 0) {
		CHECK_ERR(ENOBUFS, ox_send(s[0], "x", 1, 0));
		CHECK_OK(ox_fault_remove(rule));
		CHECK_OK(ox_fault("send short=1"));
		_exit(0);
	}
	check_child(child);
	CHECK_INT(0, ox_fault_count(rule));
	CHECK_ERR(ENOBUFS, ox_send(s[0], "x", 1, 0));
	return 0;
}
