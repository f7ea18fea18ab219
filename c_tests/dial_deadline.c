/* Dialling a host that does not answer ends at the deadline, not before. With the deadline 0, which
   means "do not wait", it ends at once; but a host that answers at once is still reached. */
#include "private_machine.h"

int main(void)
{
	struct sockaddr_in deaf = loopback4(0), address;
	int port = deaf_listener((struct sockaddr *)&deaf, sizeof deaf), before;
	int64_t deadline = ox_now() + 30000;
	int listener = listen_tcp4(&address);

	CHECK_ERR(ETIMEDOUT, dial_port("127.0.0.1:%d", port, deadline));
	CHECK(ox_now() >= deadline);
	before = count_descriptors();
	CHECK_ERR(ETIMEDOUT, dial_port("127.0.0.1:%d", port, 0));
	CHECK_INT(before, count_descriptors());
	CHECK_OK(dial_port("127.0.0.1:%d", ntohs(address.sin_port), 0));
	CHECK_OK(ox_close(listener));
	CHECK_ERR(EINVAL, ox_dial("127.0.0.1:1", -2));
	return 0;
}
