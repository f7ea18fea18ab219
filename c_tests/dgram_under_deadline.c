/*
 * A deadline changes nothing about datagrams but how long they are waited for: boundaries,
 * empty ones, true lengths, addresses and flags are as ever.
 */
#include "dgram_loopback.h"

static int receiver, sender;
static struct sockaddr_in sender_address;

static void lengths(void)
{
	char buf[8] = "........";

	CHECK_INT(6, ox_send(sender, "abcdef", 6, 0));
	CHECK_INT(2, ox_recv(receiver, buf, 2, MSG_PEEK));
	CHECK_INT(6, ox_recv(receiver, buf, 2, MSG_PEEK | MSG_TRUNC));
	CHECK_INT(6, ox_recv(receiver, buf, 4, MSG_TRUNC));
	CHECK(memcmp(buf, "abcd....", 8) == 0);

	CHECK_INT(0, ox_send(sender, NULL, 0, 0));
	CHECK_INT(0, ox_recv(receiver, buf, sizeof buf, 0));
	CHECK_INT(1, ox_write(sender, "x", 1));
	CHECK_INT(0, ox_read(receiver, buf, 0));
	CHECK_INT(1, ox_recv(receiver, buf, sizeof buf, MSG_WAITALL)); /* one, not eight bytes */
	CHECK_ERR(EAGAIN, ox_recv(receiver, buf, sizeof buf, MSG_DONTWAIT));
}

static void messages(void)
{
	char head[2], tail[3];
	struct iovec parts[2] = {{head, sizeof head}, {tail, sizeof tail}};
	struct sockaddr_in from;
	struct msghdr message;

	CHECK_INT(5, ox_send(sender, "12345", 5, 0));
	CHECK_INT(5, ox_readv(receiver, parts, 2));
	CHECK(memcmp(head, "12", 2) == 0 && memcmp(tail, "345", 3) == 0);

	CHECK_INT(5, ox_writev(sender, parts, 2));
	CHECK_INT(6, ox_send(sender, "abcdef", 6, 0));
	memset(&message, 0, sizeof message);
	message.msg_name = &from;
	message.msg_namelen = sizeof from;
	message.msg_iov = parts;
	message.msg_iovlen = 2;
	CHECK_INT(5, ox_recvmsg(receiver, &message, 0));
	CHECK_INT(0, message.msg_flags & MSG_TRUNC);
	CHECK_INT(sizeof from, message.msg_namelen);
	CHECK(memcmp(&from, &sender_address, sizeof from) == 0);
	CHECK_INT(5, ox_recvmsg(receiver, &message, 0));
	CHECK_INT(MSG_TRUNC, message.msg_flags & MSG_TRUNC);
}

static void addresses(void)
{
	struct sockaddr_in from;
	socklen_t length = 4;
	char buf[10];

	CHECK_INT(1, ox_send(sender, "x", 1, 0));
	memset(&from, 0x55, sizeof from);
	CHECK_INT(1, ox_recvfrom(receiver, buf, 10, 0, (struct sockaddr *)&from, &length));
	CHECK_INT(sizeof from, length);
	CHECK(memcmp(&from, &sender_address, 4) == 0);
	CHECK_INT(0x55, ((unsigned char *)&from)[4]);
}

int main(void)
{
	struct sockaddr_in address;
	char buf[10];

	receiver = bind_udp4(&address);
	sender = bind_udp4(&sender_address);
	CHECK_OK(ox_connect(sender, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_deadline(receiver, OX_BOTH, ox_now() + 60000000));
	CHECK_OK(ox_deadline(sender, OX_BOTH, ox_now() + 60000000));

	lengths();
	messages();
	addresses();

	/* Past it, what is there is still received, and then there is nothing to wait for. */
	CHECK_OK(ox_deadline(receiver, OX_RECEIVING, 0));
	CHECK_INT(1, ox_send(sender, "x", 1, 0));
	await_arrival(receiver);
	CHECK_INT(1, ox_recv(receiver, buf, sizeof buf, 0));
	CHECK_ERR(ETIMEDOUT, ox_recv(receiver, buf, sizeof buf, 0));

	CHECK_OK(ox_close(sender));
	CHECK_OK(ox_close(receiver));
	return 0;
}
