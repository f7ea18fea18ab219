/* Dialling a local port without a listener can connect a TCP socket to itself, if the system
   chooses that port for it. ox_dial returns ECONNREFUSED, and leaves the port free. */
#include "private_machine.h"

int main(void)
{
	FILE *range;

	enter_private_machine();
	if ((range = fopen("/proc/sys/net/ipv4/ip_local_port_range", "w")) == NULL)
		SKIP("cannot choose the range of ports");
	CHECK(fputs("40000 40000", range) >= 0); /* no other choice */
	CHECK_INT(0, fclose(range));

	CHECK_ERR(ECONNREFUSED, ox_dial("127.0.0.1:40000", OX_FOREVER));
	CHECK_ERR(ECONNREFUSED, ox_dial("127.0.0.1:40000", OX_FOREVER));
	CHECK_OK(ox_listen_on("127.0.0.1:40000", 1));
	return 0;
}
