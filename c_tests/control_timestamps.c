/*
 * SO_TIMESTAMPNS: each datagram comes with the time of its arrival on the real-time clock.
 */
#include "dgram_loopback.h"
#include "needs.h"

union control {
	char bytes[CMSG_SPACE(sizeof(struct timespec))];
	struct cmsghdr align;
};

static struct timespec receive_stamp(int s)
{
	char byte;
	struct iovec part = {&byte, 1};
	union control control;
	struct msghdr message;
	struct timespec stamp;
	const struct cmsghdr *header;

	memset(&message, 0, sizeof message);
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	message.msg_control = control.bytes;
	message.msg_controllen = sizeof control.bytes;
	CHECK_INT(1, ox_recvmsg(s, &message, 0));
	header = CMSG_FIRSTHDR(&message);
	CHECK(header != NULL);
	CHECK_INT(SOL_SOCKET, header->cmsg_level);
	CHECK_INT(SO_TIMESTAMPNS, header->cmsg_type);
	memcpy(&stamp, CMSG_DATA(header), sizeof stamp);
	return stamp;
}

static int not_after(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec < b->tv_sec || (a->tv_sec == b->tv_sec && a->tv_nsec <= b->tv_nsec);
}

int main(void)
{
	struct sockaddr_in address;
	struct timespec before, stamp, after;
	int on = 1;

	int receiver = bind_udp4(&address);
	int sender = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	needs_arrivals();
	CHECK_OK(ox_setsockopt(receiver, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on));
	CHECK_OK(ox_connect(sender, (struct sockaddr *)&address, sizeof address));

	clock_gettime(CLOCK_REALTIME, &before);
	CHECK_INT(1, ox_send(sender, "x", 1, 0));
	stamp = receive_stamp(receiver);
	clock_gettime(CLOCK_REALTIME, &after);
	CHECK(not_after(&before, &stamp));
	CHECK(not_after(&stamp, &after));

	CHECK_OK(ox_close(sender));
	CHECK_OK(ox_close(receiver));
	return 0;
}
