/*
 * MSG_PEEK looks at the next datagram and leaves it; with MSG_TRUNC and no buffer it asks how
 * much room to make.
 */
#include "dgram_loopback.h"

int main(void)
{
	struct sockaddr_in address, sender_address, from;
	socklen_t length = sizeof from;
	char buf[100];
	int room;

	int receiver = bind_udp4(&address);
	int sender = bind_udp4(&sender_address);

	CHECK_OK(ox_connect(sender, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(5, ox_send(sender, "first", 5, 0));
	CHECK_INT(6, ox_send(sender, "second", 6, 0));

	CHECK_INT(2, ox_recv(receiver, buf, 2, MSG_PEEK));
	CHECK_INT(5, ox_recvfrom(receiver, buf, sizeof buf, MSG_PEEK, (struct sockaddr *)&from,
				 &length));
	CHECK(memcmp(buf, "first", 5) == 0);
	CHECK(memcmp(&from, &sender_address, sizeof from) == 0);

	room = CHECK_OK(ox_recv(receiver, NULL, 0, MSG_PEEK | MSG_TRUNC));
	CHECK_INT(5, room);
	CHECK_INT(5, ox_recv(receiver, buf, (size_t)room, 0));
	CHECK(memcmp(buf, "first", 5) == 0);

	CHECK_INT(6, ox_recv(receiver, buf, sizeof buf, 0));
	CHECK(memcmp(buf, "second", 6) == 0);
	CHECK_ERR(EAGAIN, ox_recv(receiver, buf, sizeof buf, MSG_PEEK | MSG_DONTWAIT));

	CHECK_OK(ox_close(sender));
	CHECK_OK(ox_close(receiver));
	return 0;
}
