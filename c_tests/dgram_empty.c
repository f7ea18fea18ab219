/*
 * A datagram may be empty: send, sendto, write and sendmsg with a length of 0 send one, but
 * writev of nothing sends nothing. recv of 0 bytes takes a datagram; read of 0 bytes leaves it.
 */
#include "dgram_loopback.h"
#include "needs.h"

static int receiver;

/* An empty datagram must be waiting, and is taken. */
static void take_empty(void)
{
	char buf[10];

	await_arrival(receiver);
	CHECK_INT(0, ox_recv(receiver, buf, sizeof buf, MSG_DONTWAIT));
}

static void nothing_is_waiting(void)
{
	char buf[10];

	CHECK_ERR(EAGAIN, ox_recv(receiver, buf, sizeof buf, MSG_DONTWAIT));
}

int main(void)
{
	struct sockaddr_in address;
	struct iovec none = {NULL, 0};
	struct msghdr message;
	char buf[10];

	int sender = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	needs_empty_messages();
	receiver = bind_udp4(&address);
	CHECK_OK(ox_connect(sender, (struct sockaddr *)&address, sizeof address));

	CHECK_INT(0, ox_send(sender, NULL, 0, 0));
	take_empty();
	CHECK_INT(0, ox_sendto(sender, "", 0, 0, (struct sockaddr *)&address, sizeof address));
	take_empty();
	CHECK_INT(0, ox_write(sender, "", 0));
	take_empty();
	memset(&message, 0, sizeof message);
	CHECK_INT(0, ox_sendmsg(sender, &message, 0));
	take_empty();

	CHECK_INT(0, ox_writev(sender, &none, 1));
	CHECK_INT(0, ox_writev(sender, NULL, 0));
	nothing_is_waiting();

	CHECK_INT(3, ox_send(sender, "one", 3, 0));
	CHECK_INT(3, ox_send(sender, "two", 3, 0));
	CHECK_INT(0, ox_read(receiver, buf, 0));
	CHECK_INT(0, ox_readv(receiver, &none, 1));
	CHECK_INT(0, ox_recv(receiver, NULL, 0, 0)); /* takes the first and drops its bytes */
	CHECK_INT(3, ox_read(receiver, buf, sizeof buf));
	CHECK(memcmp(buf, "two", 3) == 0);
	nothing_is_waiting();

	/* On an empty queue read of 0 bytes does not wait. */
	CHECK_INT(0, ox_read(receiver, buf, 0));

	CHECK_OK(ox_close(sender));
	CHECK_OK(ox_close(receiver));
	return 0;
}
