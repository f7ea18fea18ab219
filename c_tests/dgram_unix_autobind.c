/*
 * Binding a UNIX socket to an address of the family alone makes Linux choose an abstract
 * name: a zero byte and five hexadecimal digits. With it a client can be answered.
 */
#include "check.h"

#include <ctype.h>

int main(void)
{
	struct sockaddr_un address, from;
	socklen_t length = sizeof address, from_length = sizeof from;
	char buf[100];
	int i;

	int server = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));
	int client = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));

	memset(&address, 0, sizeof address);
	address.sun_family = AF_UNIX;
	CHECK_OK(ox_bind(server, (struct sockaddr *)&address, sizeof(sa_family_t)));
	CHECK_OK(ox_bind(client, (struct sockaddr *)&address, sizeof(sa_family_t)));

	CHECK_OK(ox_getsockname(server, (struct sockaddr *)&address, &length));
	CHECK_INT(sizeof(sa_family_t) + 6, length);
	CHECK_INT(AF_UNIX, address.sun_family);
	CHECK_INT('\0', address.sun_path[0]);
	for (i = 1; i < 6; i++)
		CHECK(isxdigit((unsigned char)address.sun_path[i]));

	CHECK_INT(5, ox_sendto(client, "hello", 5, 0, (struct sockaddr *)&address, length));
	CHECK_INT(5, ox_recvfrom(server, buf, sizeof buf, 0, (struct sockaddr *)&from,
				 &from_length));
	CHECK_INT(sizeof(sa_family_t) + 6, from_length);
	CHECK(memcmp(&from, &address, length) != 0); /* each has a name of its own */

	CHECK_INT(5, ox_sendto(server, buf, 5, 0, (struct sockaddr *)&from, from_length));
	CHECK_INT(5, ox_read(client, buf, sizeof buf));
	CHECK(memcmp(buf, "hello", 5) == 0);

	CHECK_OK(ox_close(client));
	CHECK_OK(ox_close(server));
	return 0;
}
