/* An address can be converted to a struct sockaddr and back. */
#include "address_text.h"

int main(void)
{
	struct ox_address address, again;
	struct sockaddr_storage room;
	struct sockaddr_in *in = (struct sockaddr_in *)&room;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&room;
	struct sockaddr_un *un = (struct sockaddr_un *)&room;
	socklen_t length = sizeof room;

	address = address_of("tcp://192.0.2.1:258");
	CHECK_INT(0, ox_address_to_sockaddr(&address, (struct sockaddr *)&room, &length));
	CHECK_INT(sizeof *in, length);
	CHECK_INT(AF_INET, in->sin_family);
	CHECK_INT(258, ntohs(in->sin_port));
	CHECK(in->sin_addr.s_addr == inet_addr("192.0.2.1"));
	CHECK_INT(0, ox_address_from_sockaddr(&again, SOCK_STREAM, (struct sockaddr *)&room, length));
	CHECK_INT(1, ox_address_equal(&address, &again));

	length = sizeof room;
	address = address_of("udp://[fe80::1%7]:258");
	CHECK_INT(0, ox_address_to_sockaddr(&address, (struct sockaddr *)&room, &length));
	CHECK_INT(sizeof *in6, length);
	CHECK_INT(AF_INET6, in6->sin6_family);
	CHECK_INT(258, ntohs(in6->sin6_port));
	CHECK_INT(0xfe, in6->sin6_addr.s6_addr[0]);
	CHECK_INT(1, in6->sin6_addr.s6_addr[15]);
	CHECK_INT(7, in6->sin6_scope_id);
	CHECK_INT(0, in6->sin6_flowinfo);
	CHECK_INT(0, ox_address_from_sockaddr(&again, SOCK_DGRAM, (struct sockaddr *)&room, length));
	CHECK_INT(1, ox_address_equal(&address, &again));

	length = sizeof room;
	address = address_of("unix-seqpacket:/run/x");
	CHECK_INT(0, ox_address_to_sockaddr(&address, (struct sockaddr *)&room, &length));
	CHECK_INT(offsetof(struct sockaddr_un, sun_path) + sizeof "/run/x", length);
	CHECK_INT(AF_UNIX, un->sun_family);
	check_text("/run/x", un->sun_path);
	CHECK_INT(0, ox_address_from_sockaddr(&again, SOCK_SEQPACKET, (struct sockaddr *)&room,
					      length));
	CHECK_INT(1, ox_address_equal(&address, &again));
	return 0;
}
