/*
 * A datagram socket may be connected again at any time: the new peer takes the old one's
 * place, for sending and for receiving.
 */
#include "dgram_loopback.h"

int main(void)
{
	struct sockaddr_in address, first_address, second_address, name;
	struct sockaddr *to = (struct sockaddr *)&address;
	socklen_t length = sizeof name;
	char buf[100];

	int s = bind_udp4(&address);
	int first = bind_udp4(&first_address);
	int second = bind_udp4(&second_address);

	CHECK_OK(ox_connect(s, (struct sockaddr *)&first_address, sizeof first_address));
	CHECK_INT(3, ox_send(s, "one", 3, 0));
	CHECK_OK(ox_connect(s, (struct sockaddr *)&second_address, sizeof second_address));
	CHECK_INT(4, ox_send(s, "two!", 4, 0));

	CHECK_INT(3, ox_recv(first, buf, sizeof buf, 0));
	CHECK_INT(4, ox_recv(second, buf, sizeof buf, 0));
	CHECK_ERR(EAGAIN, ox_recv(first, buf, sizeof buf, MSG_DONTWAIT));

	CHECK_OK(ox_getpeername(s, (struct sockaddr *)&name, &length));
	CHECK_INT(second_address.sin_port, name.sin_port);

	CHECK_INT(3, ox_sendto(first, "old", 3, 0, to, sizeof address));
	CHECK_INT(3, ox_sendto(second, "new", 3, 0, to, sizeof address));
	CHECK_INT(3, ox_recv(s, buf, sizeof buf, 0));
	CHECK(memcmp(buf, "new", 3) == 0);

	CHECK_OK(ox_close(first));
	CHECK_OK(ox_close(second));
	CHECK_OK(ox_close(s));
	return 0;
}
