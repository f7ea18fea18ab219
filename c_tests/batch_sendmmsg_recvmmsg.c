/*
 * sendmmsg and recvmmsg move several datagrams a call, each with its own address, buffers
 * and length.
 */
#include "dgram_loopback.h"
#include "needs.h"

enum { COUNT = 3 };

static const char *const texts[COUNT] = {"one", "", "three"};

static void send_all(int s, struct sockaddr_in *to)
{
	struct mmsghdr batch[COUNT];
	struct iovec parts[COUNT];
	int i;

	memset(batch, 0, sizeof batch);
	for (i = 0; i < COUNT; i++) {
		parts[i].iov_base = (void *)(uintptr_t)texts[i];
		parts[i].iov_len = strlen(texts[i]);
		batch[i].msg_hdr.msg_name = to;
		batch[i].msg_hdr.msg_namelen = sizeof *to;
		batch[i].msg_hdr.msg_iov = &parts[i];
		batch[i].msg_hdr.msg_iovlen = 1;
		batch[i].msg_len = 99;
	}
	CHECK_INT(COUNT, ox_sendmmsg(s, batch, COUNT, 0));
	for (i = 0; i < COUNT; i++)
		CHECK_INT(strlen(texts[i]), batch[i].msg_len);
}

static void receive_all(int s, const struct sockaddr_in *sender)
{
	struct mmsghdr batch[COUNT];
	struct iovec parts[COUNT];
	struct sockaddr_in from[COUNT];
	char bufs[COUNT][4];
	int i;

	memset(batch, 0, sizeof batch);
	for (i = 0; i < COUNT; i++) {
		parts[i].iov_base = bufs[i];
		parts[i].iov_len = sizeof bufs[i];
		batch[i].msg_hdr.msg_name = &from[i];
		batch[i].msg_hdr.msg_namelen = sizeof from[i];
		batch[i].msg_hdr.msg_iov = &parts[i];
		batch[i].msg_hdr.msg_iovlen = 1;
	}
	CHECK_INT(COUNT, ox_recvmmsg(s, batch, COUNT, 0, NULL));
	CHECK_INT(3, batch[0].msg_len);
	CHECK_INT(0, batch[1].msg_len);
	CHECK_INT(4, batch[2].msg_len); /* as much as there was room for */
	CHECK_INT(0, batch[0].msg_hdr.msg_flags & MSG_TRUNC);
	CHECK_INT(MSG_TRUNC, batch[2].msg_hdr.msg_flags & MSG_TRUNC);
	CHECK(memcmp(bufs[0], "one", 3) == 0 && memcmp(bufs[2], "thre", 4) == 0);
	for (i = 0; i < COUNT; i++) {
		CHECK_INT(sizeof from[i], batch[i].msg_hdr.msg_namelen);
		CHECK(memcmp(&from[i], sender, sizeof from[i]) == 0);
	}
}

int main(void)
{
	struct sockaddr_in receiver_address, sender_address;
	int receiver = bind_udp4(&receiver_address);
	int sender = bind_udp4(&sender_address);

	needs_recvmmsg();
	needs_true_batches();
	send_all(sender, &receiver_address);
	receive_all(receiver, &sender_address);

	CHECK_INT(0, ox_sendmmsg(sender, NULL, 0, 0));
	CHECK_INT(0, ox_recvmmsg(receiver, NULL, 0, 0, NULL)); /* of nothing: no wait */

	CHECK_OK(ox_close(sender));
	CHECK_OK(ox_close(receiver));
	return 0;
}
