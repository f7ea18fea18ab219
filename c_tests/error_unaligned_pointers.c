/*
 * Pointers need not be aligned: the kernel follows them byte by byte, and so does oxsock
 * where it looks for itself.
 */
#include "check.h"
#include "needs.h"

/* Room for one structure, at an odd address. */
struct odd {
	char room[1 + 128];
};

static void *at(struct odd *odd)
{
	return odd->room + ((uintptr_t)odd->room % 2 == 0);
}

static void *put(struct odd *odd, const void *bytes, size_t size)
{
	return memcpy(at(odd), bytes, size);
}

static int get_int(struct odd *odd)
{
	int value;

	memcpy(&value, at(odd), sizeof value);
	return value;
}

static void pairs_options_and_names(int s)
{
	struct odd first, second;
	int pair[2], value = 1, room = 100;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, (int *)at(&first)));
	memcpy(pair, at(&first), sizeof pair);
	CHECK_OK(ox_close(pair[0]));
	CHECK_OK(ox_close(pair[1]));

	put(&first, &value, sizeof value);
	CHECK_OK(ox_setsockopt(s, SOL_OX, OX_INTERRUPTIBLE, at(&first), sizeof value));
	CHECK_OK(ox_setsockopt(s, SOL_SOCKET, SO_KEEPALIVE, at(&first), sizeof value));
	CHECK_OK(ox_getsockopt(s, SOL_SOCKET, SO_DOMAIN, at(&first),
			       (socklen_t *)put(&second, &room, sizeof room)));
	CHECK_INT(AF_UNIX, get_int(&first));
	CHECK_INT(sizeof(int), get_int(&second));
	CHECK_OK(ox_getsockopt(s, SOL_OX, OX_INTERRUPTIBLE, at(&first),
			       (socklen_t *)put(&second, &room, sizeof room)));
	CHECK(get_int(&first) != 0);
	CHECK_INT(sizeof(int), get_int(&second));
	CHECK_OK(ox_getsockname(s, (struct sockaddr *)at(&first),
				(socklen_t *)put(&second, &room, sizeof room)));
	CHECK_INT(sizeof(sa_family_t), get_int(&second));
}

static void buffers_and_messages(int from, int to)
{
	struct odd part_room, message_room, data_room, time_room;
	struct iovec part = {put(&data_room, "hello", 5), 5};
	struct timespec second = {1, 0};
	struct mmsghdr message;

	memset(&message, 0, sizeof message);
	message.msg_hdr.msg_iov = (struct iovec *)put(&part_room, &part, sizeof part);
	message.msg_hdr.msg_iovlen = 1;
	put(&message_room, &message, sizeof message);

	CHECK_INT(5, ox_writev(from, (struct iovec *)at(&part_room), 1));
	CHECK_INT(5, ox_readv(to, (struct iovec *)at(&part_room), 1));
	CHECK_INT(5, ox_sendmsg(from, (struct msghdr *)at(&message_room), 0));
	CHECK_INT(5, ox_recvmsg(to, (struct msghdr *)at(&message_room), 0));
	CHECK_INT(1, ox_sendmmsg(from, (struct mmsghdr *)at(&message_room), 1, 0));
	needs_recvmmsg();
	CHECK_INT(1, ox_recvmmsg(to, (struct mmsghdr *)at(&message_room), 1, 0,
				 (struct timespec *)put(&time_room, &second, sizeof second)));
	CHECK(memcmp(at(&data_room), "hello", 5) == 0);
}

int main(void)
{
	struct pollfd writable = {0, POLLOUT, 0};
	struct odd room;
	int sv[2];

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, sv));
	pairs_options_and_names(sv[0]);
	writable.fd = sv[0];
	CHECK_INT(1, ox_poll((struct pollfd *)put(&room, &writable, sizeof writable), 1, 0));
	memcpy(&writable, at(&room), sizeof writable);
	CHECK_INT(POLLOUT, writable.revents);
	CHECK_INT(sv[0], writable.fd);
	buffers_and_messages(sv[0], sv[1]);

	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
	return 0;
}
