/*
 * *fromlen is the room for the address. Where it is too small the address is cut, nothing is
 * written beyond the room, and *fromlen tells the true length.
 */
#include "dgram_loopback.h"

int main(void)
{
	struct sockaddr_in address, sender_address;
	struct sockaddr_storage from;
	socklen_t length = 4;
	char buf[10];

	int receiver = bind_udp4(&address);
	int sender = bind_udp4(&sender_address);

	CHECK_OK(ox_connect(sender, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(1, ox_send(sender, "a", 1, 0));
	memset(&from, 0x55, sizeof from);
	CHECK_INT(1, ox_recvfrom(receiver, buf, 10, 0, (struct sockaddr *)&from, &length));
	CHECK_INT(sizeof address, length);
	CHECK(memcmp(&from, &sender_address, 4) == 0);
	CHECK_INT(0x55, ((unsigned char *)&from)[4]);

	CHECK_INT(1, ox_send(sender, "b", 1, 0));
	length = 0;
	CHECK_INT(1, ox_recvfrom(receiver, buf, 10, 0, (struct sockaddr *)&from, &length));
	CHECK_INT(sizeof address, length);

	CHECK_INT(1, ox_send(sender, "c", 1, 0));
	length = sizeof from; /* more than needed */
	CHECK_INT(1, ox_recvfrom(receiver, buf, 10, 0, (struct sockaddr *)&from, &length));
	CHECK_INT(sizeof address, length);
	CHECK(memcmp(&from, &sender_address, length) == 0);

	/* The same holds where a name is asked for. */
	memset(&from, 0x55, sizeof from);
	length = 2;
	CHECK_OK(ox_getsockname(receiver, (struct sockaddr *)&from, &length));
	CHECK_INT(sizeof address, length);
	CHECK_INT(AF_INET, from.ss_family);
	CHECK_INT(0x55, ((unsigned char *)&from)[2]);
	length = 3;
	CHECK_OK(ox_getpeername(sender, (struct sockaddr *)&from, &length));
	CHECK_INT(sizeof address, length);
	CHECK_INT(0x55, ((unsigned char *)&from)[3]);

	CHECK_OK(ox_close(sender));
	CHECK_OK(ox_close(receiver));
	return 0;
}
