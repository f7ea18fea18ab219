/*
 * ox_available on a datagram socket tells the length of the next datagram, not of all; an
 * empty one cannot be told from none.
 */
#include "dgram_loopback.h"

int main(void)
{
	struct sockaddr_in address;
	char buf[100];

	int receiver = bind_udp4(&address);
	int sender = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	CHECK_OK(ox_connect(sender, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(0, ox_available(receiver));

	CHECK_INT(3, ox_send(sender, "abc", 3, 0));
	CHECK_INT(5, ox_send(sender, "defgh", 5, 0));
	CHECK_INT(0, ox_send(sender, "", 0, 0));
	await_arrival(receiver);
	CHECK_INT(3, ox_available(receiver));
	CHECK_INT(3, ox_recv(receiver, buf, sizeof buf, 0));
	await_arrival(receiver);
	CHECK_INT(5, ox_available(receiver));
	CHECK_INT(5, ox_recv(receiver, buf, sizeof buf, 0));
	await_arrival(receiver);
	CHECK_INT(0, ox_available(receiver));
	CHECK_INT(0, ox_recv(receiver, buf, sizeof buf, 0));

	CHECK_OK(ox_close(sender));
	CHECK_OK(ox_close(receiver));
	return 0;
}
