/*
 * Datagrams keep their boundaries: each send is one receive, however large the buffer, and
 * several buffers make one datagram.
 */
#include "dgram_loopback.h"

int main(void)
{
	struct sockaddr_in address;
	struct iovec parts[3] = {{(char *)"ga", 2}, {NULL, 0}, {(char *)"ther", 4}};
	char buf[100], head[2], tail[100];
	struct iovec scatter[2] = {{head, sizeof head}, {tail, sizeof tail}};

	int receiver = bind_udp4(&address);
	int sender = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	CHECK_OK(ox_connect(sender, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(1, ox_send(sender, "a", 1, 0));
	CHECK_INT(2, ox_send(sender, "bc", 2, 0));
	CHECK_INT(6, ox_writev(sender, parts, 3));

	/* MSG_MORE holds a datagram back until a send without it completes it. */
	CHECK_INT(2, ox_send(sender, "to", 2, MSG_MORE));
	CHECK_INT(6, ox_send(sender, "gether", 6, 0));

	CHECK_INT(1, ox_recv(receiver, buf, sizeof buf, 0));
	CHECK_INT(2, ox_recv(receiver, buf, sizeof buf, MSG_WAITALL)); /* waits for no second */
	CHECK(memcmp(buf, "bc", 2) == 0);
	CHECK_INT(6, ox_readv(receiver, scatter, 2));
	CHECK(memcmp(head, "ga", 2) == 0 && memcmp(tail, "ther", 4) == 0);
	CHECK_INT(8, ox_recv(receiver, buf, sizeof buf, 0));
	CHECK(memcmp(buf, "together", 8) == 0);
	CHECK_ERR(EAGAIN, ox_recv(receiver, buf, sizeof buf, MSG_DONTWAIT));

	CHECK_OK(ox_close(sender));
	CHECK_OK(ox_close(receiver));
	return 0;
}
