/* Where all datagrams are lost, a receiver waits until its deadline, and finds none of them later.
   */
#include "check.h"

int main(void)
{
	char byte;
	int s[2], rule;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	rule = CHECK_OK(ox_fault("recv lose"));
	CHECK_INT(1, ox_send(s[0], "x", 1, 0));
	CHECK_INT(1, ox_send(s[0], "y", 1, 0));
	CHECK_OK(ox_deadline(s[1], OX_RECEIVING, ox_now() + 10000));
	CHECK_ERR(ETIMEDOUT, ox_recv(s[1], &byte, 1, 0));
	CHECK_INT(2, ox_fault_count(rule));
	CHECK_OK(ox_fault_remove(0));
	CHECK_ERR(EAGAIN, ox_recv(s[1], &byte, 1, MSG_DONTWAIT));
	return 0;
}
