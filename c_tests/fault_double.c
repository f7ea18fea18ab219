/* A datagram is sent twice, or received twice. */
#include "check.h"

static void receive(int s, const char *expected)
{
	char got[8] = "";

	CHECK_INT(strlen(expected), ox_recv(s, got, sizeof got, 0));
	CHECK(strcmp(got, expected) == 0);
}

int main(void)
{
	char byte;
	int s[2], rule;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	CHECK_OK(ox_fault("send double nth=1"));
	CHECK_INT(3, ox_send(s[0], "one", 3, 0));
	CHECK_INT(3, ox_send(s[0], "two", 3, 0));
	receive(s[1], "one");
	receive(s[1], "one");
	receive(s[1], "two");

	rule = CHECK_OK(ox_fault("recv double"));
	CHECK_INT(3, ox_send(s[0], "one", 3, 0));
	CHECK_INT(3, ox_send(s[0], "two", 3, 0));
	receive(s[1], "one");
	receive(s[1], "one");
	receive(s[1], "two");
	receive(s[1], "two");
	CHECK_INT(2, ox_fault_count(rule));
	CHECK_ERR(EAGAIN, ox_recv(s[1], &byte, 1, MSG_DONTWAIT));
	return 0;
}
