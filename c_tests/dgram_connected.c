/*
 * A connected datagram socket has one peer: send, write and writev need no address, and the
 * peer's name can be asked for. Each side may connect without the other's consent.
 */
#include "dgram_loopback.h"

int main(void)
{
	struct sockaddr_in a_address, b_address, name;
	socklen_t length = sizeof name;
	struct iovec parts[2] = {{(char *)"wri", 3}, {(char *)"tev", 3}};
	char buf[100];

	int a = bind_udp4(&a_address);
	int b = bind_udp4(&b_address);

	CHECK_ERR(ENOTCONN, ox_getpeername(a, (struct sockaddr *)&name, &length));
	CHECK_OK(ox_connect(a, (struct sockaddr *)&b_address, sizeof b_address));
	CHECK_OK(ox_getpeername(a, (struct sockaddr *)&name, &length));
	CHECK(memcmp(&name, &b_address, sizeof name) == 0);

	CHECK_INT(4, ox_send(a, "send", 4, 0));
	CHECK_INT(5, ox_write(a, "write", 5));
	CHECK_INT(6, ox_writev(a, parts, 2));
	CHECK_INT(6, ox_sendto(a, "sendto", 6, 0, NULL, 0));

	CHECK_OK(ox_connect(b, (struct sockaddr *)&a_address, sizeof a_address));
	CHECK_INT(4, ox_recv(b, buf, sizeof buf, 0));
	CHECK(memcmp(buf, "send", 4) == 0);
	CHECK_INT(5, ox_read(b, buf, sizeof buf));
	CHECK(memcmp(buf, "write", 5) == 0);
	CHECK_INT(6, ox_recv(b, buf, sizeof buf, 0));
	CHECK(memcmp(buf, "writev", 6) == 0);
	CHECK_INT(6, ox_recvfrom(b, buf, sizeof buf, 0, NULL, NULL));
	CHECK(memcmp(buf, "sendto", 6) == 0);

	CHECK_INT(4, ox_write(b, "back", 4));
	CHECK_INT(4, ox_read(a, buf, sizeof buf));
	CHECK(memcmp(buf, "back", 4) == 0);

	CHECK_OK(ox_close(a));
	CHECK_OK(ox_close(b));
	return 0;
}
