/* An ox_listen_on that fails late leaves neither a file nor a descriptor. */
#include "private_machine.h"

int main(void)
{
	struct sockaddr_un address;
	char endpoint[200];
	int before = count_descriptors();

	unix_path(&address, "missing/server");
	snprintf(endpoint, sizeof endpoint, "unix:%s", address.sun_path);
	CHECK_ERR(ENOENT, ox_listen_on(endpoint, 4));
	CHECK_ERR(EADDRNOTAVAIL, ox_listen_on("192.0.2.1:0", 4));
	CHECK_ERR(EINVAL, ox_listen_on("127.0.0.1", 4));
	CHECK_INT(before, count_descriptors());
	return 0;
}
