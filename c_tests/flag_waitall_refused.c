/* What the kernel refuses is refused at once, also on a socket whose last call had to wait, so that
 * the next call polls before it tries: MSG_WAITALL on AF_PACKET, and a buffer address outside user
 * space. */
#include "needs.h"

#include <linux/if_packet.h>

enum { TIMES = 4 };

static char room[8];

/* Have a call wait. */
static void wait_once(int s)
{
	CHECK_OK(ox_deadline(s, OX_RECEIVING, ox_now() + 1000));
	CHECK_ERR(ETIMEDOUT, ox_recv(s, room, sizeof room, 0));
	CHECK_OK(ox_deadline(s, OX_RECEIVING, ox_now() + 100000));
}

static void packet(void)
{
	struct sockaddr_ll nowhere;
	int i, s = ox_socket(AF_PACKET, SOCK_DGRAM, 0);

	if (s < 0)
		return;
	memset(&nowhere, 0, sizeof nowhere);
	nowhere.sll_family = AF_PACKET;
	nowhere.sll_protocol = htons(0x88b5);
	CHECK_OK(ox_bind(s, (struct sockaddr *)&nowhere, sizeof nowhere));
	for (i = 0; i < TIMES; i++) {
		wait_once(s);
		CHECK_ERR(EINVAL, ox_recv(s, room, sizeof room, MSG_WAITALL));
	}
	CHECK_OK(ox_close(s));
}

static void buffers(void)
{
	int i, s[2];

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	for (i = 0; i < TIMES; i++) {
		wait_once(s[0]);
		CHECK_ERR(EFAULT, ox_recv(s[0], (void *)-64, sizeof room, 0));
	}
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
}

int main(void)
{
	needs_true_errors();
	packet();
	if (sizeof(void *) == 8)
		buffers();
	return 0;
}
