/* An address that refuses, or that there is no way to, costs no time: the next is tried at once. */
#include "private_machine.h"

int main(void)
{
	struct sockaddr_in address;
	int64_t start;
	int port;

	enter_private_machine();
	put_file("hosts", "::1 two.test\n127.0.0.1 two.test\n"
			  "2001:db8::1 far.test\n2001:db8::2 far.test\n127.0.0.1 far.test\n");
	listen_tcp4(&address);
	port = ntohs(address.sin_port);

	start = ox_now();
	CHECK_OK(dial_port("two.test:%d", port, OX_FOREVER)); /* ::1 refuses */
	CHECK_OK(dial_port("far.test:%d", port, OX_FOREVER)); /* unreachable */
	CHECK(ox_now() - start < 200000);
	return 0;
}
