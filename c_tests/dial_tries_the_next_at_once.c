/* An address that refuses, or to which there is no route, costs no time: the next is tried at once.
   */
#include "private_machine.h"

/* How long dialling both takes, in microseconds. */
static int64_t time_of_dials(int port)
{
	const int64_t start = ox_now();
	const int refused = CHECK_OK(dial_port("two.test:%d", port, OX_FOREVER));     /* by ::1 */
	const int unreachable = CHECK_OK(dial_port("far.test:%d", port, OX_FOREVER)); /* 2001:db8 */

	CHECK_OK(ox_close(refused));
	CHECK_OK(ox_close(unreachable));
	return ox_now() - start;
}

int main(void)
{
	struct sockaddr_in address;
	int port, tries = 0;

	enter_private_machine();
	put_file("hosts", "::1 two.test\n127.0.0.1 two.test\n"
			  "2001:db8::1 far.test\n2001:db8::2 far.test\n127.0.0.1 far.test\n");
	listen_tcp4(&address);
	port = ntohs(address.sin_port);
	while (time_of_dials(port) >= 200000) /* a busy machine is slow now and then */
		CHECK(++tries < 20);
	return 0;
}
