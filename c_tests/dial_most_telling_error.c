/* Of several failures the most informative one is reported: that a host refused, rather than that
   others could not be reached, whichever came first. */
#include "private_machine.h"

int main(void)
{
	struct sockaddr_in address;
	int port;

	enter_private_machine();
	put_file("hosts", "2001:db8::1 mixed.test\n127.0.0.1 mixed.test\n"
			  "::1 other.test\n192.0.2.1 other.test\n"
			  "2001:db8::1 far.test\n192.0.2.1 far.test\n");
	CHECK_INT(0, ox_close(listen_tcp4(&address)));
	port = ntohs(address.sin_port);
	CHECK_ERR(ECONNREFUSED, dial_port("mixed.test:%d", port, OX_FOREVER));
	CHECK_ERR(ECONNREFUSED, dial_port("other.test:%d", port, OX_FOREVER));
	CHECK_ERR(ENETUNREACH, dial_port("far.test:%d", port, OX_FOREVER));
	return 0;
}
