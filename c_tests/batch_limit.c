/*
 * The kernel sends at most 1024 messages a call (IOV_MAX), and says so only by the count.
 */
#include "dgram_loopback.h"

enum { MOST = 1024, COUNT = 1500 };

static struct mmsghdr batch[COUNT]; /* of empty datagrams */

int main(void)
{
	struct sockaddr_in address;
	int receiver = bind_udp4(&address);
	int sender = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	CHECK_OK(ox_connect(sender, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(MOST, ox_sendmmsg(sender, batch, COUNT, 0));
	CHECK_INT(COUNT - MOST, ox_sendmmsg(sender, batch + MOST, COUNT - MOST, 0));

	CHECK_OK(ox_close(sender));
	CHECK_OK(ox_close(receiver));
	return 0;
}
