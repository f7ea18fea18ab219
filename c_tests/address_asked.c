/* The functions that return an address's family, type and port. */
#include "address_text.h"

static void check_asked(const char *text, int family, int type, int port)
{
	struct ox_address address = address_of(text);

	CHECK_INT(family, ox_address_family(&address));
	CHECK_INT(type, ox_address_type(&address));
	CHECK_INT(port, ox_address_port(&address));
}

int main(void)
{
	check_asked("tcp://192.0.2.1:80", AF_INET, SOCK_STREAM, 80);
	check_asked("udp://192.0.2.1:65535", AF_INET, SOCK_DGRAM, 65535);
	check_asked("tcp://[::1]:0", AF_INET6, SOCK_STREAM, 0);
	check_asked("udp://[::1]:258", AF_INET6, SOCK_DGRAM, 258);
	check_asked("unix:/x", AF_UNIX, SOCK_STREAM, -EAFNOSUPPORT);
	check_asked("unix-dgram:@x", AF_UNIX, SOCK_DGRAM, -EAFNOSUPPORT);
	check_asked("unix-seqpacket:", AF_UNIX, SOCK_SEQPACKET, -EAFNOSUPPORT);
	return 0;
}
