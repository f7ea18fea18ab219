/*
 * A broadcast address gives EACCES until SO_BROADCAST permits it. The broadcast address of
 * the loopback network reaches sockets that are bound to every address.
 */
#include "dgram_loopback.h"

int main(void)
{
	struct sockaddr_in address = loopback4(0), broadcast;
	struct sockaddr *to = (struct sockaddr *)&broadcast;
	socklen_t length = sizeof address;
	char buf[100];
	int on = 1;

	int receiver = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	int sender = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	address.sin_addr.s_addr = htonl(INADDR_ANY);
	CHECK_OK(ox_bind(receiver, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_getsockname(receiver, (struct sockaddr *)&address, &length));
	broadcast = address;
	broadcast.sin_addr.s_addr = htonl(0x7FFFFFFF); /* 127.255.255.255 */

	CHECK_ERR(EACCES, ox_sendto(sender, "all", 3, 0, to, sizeof broadcast));
	CHECK_ERR(EACCES, ox_connect(sender, to, sizeof broadcast));

	CHECK_OK(ox_setsockopt(sender, SOL_SOCKET, SO_BROADCAST, &on, sizeof on));
	CHECK_INT(3, ox_sendto(sender, "all", 3, 0, to, sizeof broadcast));
	await_arrival(receiver);
	CHECK_INT(3, ox_recv(receiver, buf, sizeof buf, 0));
	CHECK(memcmp(buf, "all", 3) == 0);

	CHECK_OK(ox_close(sender));
	CHECK_OK(ox_close(receiver));
	return 0;
}
