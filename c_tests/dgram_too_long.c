/*
 * A datagram goes as a whole or not at all. UDP over IPv4 takes 65507 bytes, a UNIX socket
 * what its send buffer takes; beyond that, EMSGSIZE.
 */
#include "dgram_loopback.h"

enum { UDP4_MAX = 65535 - 20 - 8 }; /* without the headers of IP and UDP */

static char bytes[1 << 20];

int main(void)
{
	struct sockaddr_in address;
	int sv[2], small = 4096;

	int receiver = bind_udp4(&address);
	int sender = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	CHECK_OK(ox_connect(sender, (struct sockaddr *)&address, sizeof address));
	CHECK_ERR(EMSGSIZE, ox_send(sender, bytes, UDP4_MAX + 1, 0));
	CHECK_ERR(EAGAIN, ox_recv(receiver, bytes, sizeof bytes, MSG_DONTWAIT));
	CHECK_INT(UDP4_MAX, ox_send(sender, bytes, UDP4_MAX, 0));
	CHECK_INT(UDP4_MAX, ox_recv(receiver, bytes, sizeof bytes, 0));

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, sv));
	CHECK_OK(ox_setsockopt(sv[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof small));
	CHECK_ERR(EMSGSIZE, ox_send(sv[0], bytes, sizeof bytes, 0));
	CHECK_INT(4096, ox_send(sv[0], bytes, 4096, 0));
	CHECK_INT(4096, ox_recv(sv[1], bytes, sizeof bytes, 0));

	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	CHECK_OK(ox_close(sender));
	CHECK_OK(ox_close(receiver));
	return 0;
}
