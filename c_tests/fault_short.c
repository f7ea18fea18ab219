/* short=N: a stream moves at most N bytes a call of the system's. So ox_recv returns less than
 * there is, as it may at any time; a blocking ox_send and MSG_WAITALL go on until all bytes are
 * moved. */
#include "check.h"

int main(void)
{
	char text[] = "the quick brown fox", got[sizeof text] = "";
	struct iovec parts[2] = {{text, 4}, {text + 4, sizeof text - 4}};
	struct iovec room[2] = {{got, 1}, {got + 1, sizeof got - 1}};
	int s[2], rule, plain;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	rule = CHECK_OK(ox_fault("send short=3"));
	plain = CHECK_OK(ox_fault("recv short=5"));
	CHECK_INT(sizeof text, ox_send(s[0], text, sizeof text, 0));
	CHECK_INT(7, ox_fault_count(rule));
	CHECK_INT(5, ox_recv(s[1], got, sizeof got, 0));
	CHECK_INT(sizeof text - 5, ox_recv(s[1], got + 5, sizeof text - 5, MSG_WAITALL));
	CHECK(memcmp(text, got, sizeof text) == 0);
	CHECK_INT(1 + 3, ox_fault_count(plain));

	memset(got, 0, sizeof got);
	CHECK_INT(sizeof text, ox_writev(s[0], parts, 2));
	CHECK_INT(5, ox_readv(s[1], room, 2));
	CHECK_INT(sizeof text - 5, ox_recv(s[1], got + 5, sizeof text - 5, MSG_WAITALL));
	CHECK(memcmp(text, got, sizeof text) == 0);
	CHECK_INT(3, ox_send(s[0], text, sizeof text, MSG_DONTWAIT)); /* is not continued */
	return 0;
}
