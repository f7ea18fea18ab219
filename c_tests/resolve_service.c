/* Ports may be services by name, which depend on the type of socket. */
#include "private_machine.h"

int main(void)
{
	struct ox_address address;

	enter_private_machine();
	put_file("services", "web 8080/tcp\ntime 37/udp\n");
	put_file("hosts", "127.0.0.1 here.test\n");
	CHECK_INT(1, ox_resolve("here.test:web", &address, 1, OX_FOREVER));
	CHECK_INT(8080, ox_address_port(&address));
	CHECK_INT(1, ox_resolve("[::1]:web", &address, 1, ox_now() + 5000000));
	CHECK_INT(8080, ox_address_port(&address));
	CHECK_INT(AF_INET6, ox_address_family(&address));
	CHECK_INT(1, ox_resolve("udp://here.test:time", &address, 1, OX_FOREVER));
	CHECK_INT(37, ox_address_port(&address));
	CHECK_ERR(-OX_EAI_SERVICE, ox_resolve("127.0.0.1:time", &address, 1, OX_FOREVER));
	CHECK_ERR(-OX_EAI_SERVICE, ox_resolve("here.test:nothing", &address, 1, OX_FOREVER));
	return 0;
}
