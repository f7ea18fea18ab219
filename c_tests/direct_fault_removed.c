/* While there are rules of failure, calls wait in poll(2), where every attempt can be made to
   fail. When the last rule is taken back, they wait in their own system call again. */
#include "close_blocked.h"

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

int main(void)
{
	struct blocked blocked;
	int s[2], rule;

	unix_pair(SOCK_STREAM, s);
	rule = CHECK_OK(ox_fault("send error=EPIPE"));
	block(&blocked, receive, s[0]);
	CHECK_INT(NUMBER_OF_PPOLL, system_call_of(&blocked));
	CHECK_INT(0, ox_fault_remove(rule));
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_INT(1, result_of(&blocked));

	block(&blocked, receive, s[0]);
	CHECK_INT(SYS_recvfrom, system_call_of(&blocked));
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_INT(1, result_of(&blocked));
	return 0;
}
