/* The addresses of a name come with the families alternating, each address once; the count is that
   of all addresses, also if there is not room for all. */
#include "private_machine.h"

int main(void)
{
	struct ox_address addresses[8];
	int i;

	enter_private_machine();
	put_file("hosts", "127.0.0.1 many.test\n127.0.0.2 many.test\n127.0.0.1 many.test\n"
			  "2001:db8::1 many.test\n::1 many.test\n");
	CHECK_INT(4, ox_resolve("udp://many.test:9", addresses, 8, OX_FOREVER));
	for (i = 0; i < 4; i++) {
		CHECK_INT(SOCK_DGRAM, ox_address_type(&addresses[i]));
		CHECK_INT(9, ox_address_port(&addresses[i]));
		CHECK_INT(i % 2 == 0, ox_address_family(&addresses[i]) ==
					      ox_address_family(&addresses[0]));
	}
	memset(addresses, 0, sizeof addresses);
	CHECK_INT(4, ox_resolve("many.test:9", addresses, 1, ox_now() + 5000000));
	CHECK(ox_address_family(&addresses[0]) != AF_UNSPEC);
	CHECK_INT(AF_UNSPEC, ox_address_family(&addresses[1]));
	CHECK_INT(4, ox_resolve("many.test:9", NULL, 0, OX_FOREVER));
	CHECK_ERR(EFAULT, ox_resolve("many.test:9", NULL, 1, OX_FOREVER));
	return 0;
}
