/* Calls about echoes say EPROTONOSUPPORT on every socket that is not for echoes. */
#include "extras_texts.h"

static void refuses(int domain, int type)
{
	struct ox_address to = address_of("udp://127.0.0.1:%d", 0);
	int s = ox_socket(domain, type, 0);

	if (s == -EAFNOSUPPORT)
		return;
	CHECK_OK(s);
	CHECK_ERR(EPROTONOSUPPORT, ox_echo_send(s, &to, 1, NULL, 0));
	CHECK_ERR(EPROTONOSUPPORT, ox_echo_recv(s, NULL, NULL, NULL, 0, NULL));
	CHECK_OK(ox_close(s));
}

int main(void)
{
	refuses(AF_INET, SOCK_STREAM);
	refuses(AF_INET, SOCK_DGRAM);
	refuses(AF_INET6, SOCK_DGRAM);
	refuses(AF_UNIX, SOCK_STREAM);
	refuses(AF_UNIX, SOCK_DGRAM);
	refuses(AF_UNIX, SOCK_SEQPACKET);
	return 0;
}
