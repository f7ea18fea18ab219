/* Without a free descriptor ox_dial returns that error, and not that the host could not be reached.
   */
#include "private_machine.h"
#include <sys/resource.h>

int main(void)
{
	struct sockaddr_in address;
	struct rlimit none = {0, 0};

	listen_tcp4(&address);
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &none));
	CHECK_ERR(EMFILE, dial_port("127.0.0.1:%d", ntohs(address.sin_port), OX_FOREVER));
	CHECK_ERR(EMFILE, ox_dial("unix:@x", OX_FOREVER));
	return 0;
}
