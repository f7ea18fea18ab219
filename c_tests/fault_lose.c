/* A datagram is lost: on its way out, its sender sees nothing of it; or on its way in. */
#include "check.h"

int main(void)
{
	char got[8] = "";
	int s[2], out, in;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	out = CHECK_OK(ox_fault("send lose nth=2"));
	CHECK_INT(3, ox_send(s[0], "one", 3, 0));
	CHECK_INT(3, ox_send(s[0], "two", 3, 0));
	CHECK_INT(5, ox_send(s[0], "three", 5, 0));
	CHECK_INT(1, ox_fault_count(out));
	CHECK_INT(3, ox_recv(s[1], got, sizeof got, 0));
	CHECK_INT(5, ox_recv(s[1], got, sizeof got, 0));
	CHECK(memcmp(got, "three", 5) == 0);

	in = CHECK_OK(ox_fault("recv lose nth=1"));
	CHECK_INT(4, ox_send(s[0], "four", 4, 0));
	CHECK_INT(4, ox_send(s[0], "five", 4, 0));
	CHECK_INT(4, ox_recv(s[1], got, sizeof got, 0));
	CHECK(memcmp(got, "five", 4) == 0);
	CHECK_INT(1, ox_fault_count(in));
	CHECK_ERR(EAGAIN, ox_recv(s[1], got, sizeof got, MSG_DONTWAIT));
	return 0;
}
