/* Where nobody listens, dialling fails at once, whatever the deadline, and leaves nothing open. */
#include "private_machine.h"

int main(void)
{
	struct sockaddr_in address;
	int listener = listen_tcp4(&address), before;

	CHECK_INT(0, ox_close(listener));
	CHECK_ERR(ECONNREFUSED, dial_port("127.0.0.1:%d", ntohs(address.sin_port), OX_FOREVER));
	before = count_descriptors();
	CHECK_ERR(ECONNREFUSED, dial_port("127.0.0.1:%d", ntohs(address.sin_port), OX_FOREVER));
	CHECK_ERR(ENOENT, ox_dial("unix:/there/is/no/such/socket", OX_FOREVER));
	CHECK_ERR(ECONNREFUSED, ox_dial("unix:@oxsock: nobody has this name", OX_FOREVER));
	CHECK_INT(before, count_descriptors());
	return 0;
}
