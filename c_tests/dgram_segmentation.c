/*
 * UDP_SEGMENT: one send of many bytes goes out as datagrams of a given size, the last one
 * shorter. UDP_GRO on the other side joins them again, and tells their size.
 */
#include "dgram_loopback.h"
#include "needs.h"

#include <netinet/udp.h>

enum { SIZE = 100, TOTAL = 250 };

union control {
	char bytes[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

static char bytes[1000];

static void receive_joined(int s)
{
	struct iovec part = {bytes, sizeof bytes};
	union control control;
	struct msghdr message;
	const struct cmsghdr *header;
	int size;

	memset(&message, 0, sizeof message);
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	message.msg_control = control.bytes;
	message.msg_controllen = sizeof control.bytes;
	CHECK_INT(TOTAL, ox_recvmsg(s, &message, 0));
	header = CMSG_FIRSTHDR(&message);
	CHECK(header != NULL);
	CHECK_INT(SOL_UDP, header->cmsg_level);
	CHECK_INT(UDP_GRO, header->cmsg_type);
	memcpy(&size, CMSG_DATA(header), sizeof size);
	CHECK_INT(SIZE, size);
}

int main(void)
{
	struct sockaddr_in address;
	int size = SIZE, on = 1, receiver = bind_udp4(&address);
	int sender = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	needs_true_control_messages();
	CHECK_OK(ox_connect(sender, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_setsockopt(sender, SOL_UDP, UDP_SEGMENT, &size, sizeof size));

	CHECK_INT(TOTAL, ox_send(sender, bytes, TOTAL, 0));
	CHECK_INT(SIZE, ox_recv(receiver, bytes, sizeof bytes, 0));
	CHECK_INT(SIZE, ox_recv(receiver, bytes, sizeof bytes, 0));
	CHECK_INT(TOTAL - 2 * SIZE, ox_recv(receiver, bytes, sizeof bytes, 0));

	CHECK_OK(ox_setsockopt(receiver, SOL_UDP, UDP_GRO, &on, sizeof on));
	CHECK_INT(TOTAL, ox_send(sender, bytes, TOTAL, 0));
	receive_joined(receiver);

	CHECK_OK(ox_close(sender));
	CHECK_OK(ox_close(receiver));
	return 0;
}
