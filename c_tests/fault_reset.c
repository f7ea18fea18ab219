/* reset: the call says ECONNRESET, and the connection is over, for the other end too. Later calls
 * behave as after any reset: nothing more to receive, and EPIPE. */
#include "check.h"

int main(void)
{
	char byte;
	int s[2], rule;

	tcp_pair(s);
	rule = CHECK_OK(ox_fault("recv reset nth=1"));
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_ERR(ECONNRESET, ox_recv(s[0], &byte, 1, 0));
	CHECK_INT(0, ox_recv(s[0], &byte, 1, 0));
	CHECK_ERR(EPIPE, ox_send(s[0], "x", 1, 0));
	CHECK_ERR(ECONNRESET, ox_recv(s[1], &byte, 1, 0));
	CHECK_INT(1, ox_fault_count(rule));

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_OK(ox_fault("send reset nth=1"));
	CHECK_ERR(ECONNRESET, ox_send(s[0], "x", 1, 0));
	CHECK_ERR(EPIPE, ox_send(s[0], "x", 1, 0));
	CHECK_INT(0, ox_recv(s[1], &byte, 1, 0));
	return 0;
}
