/*
 * One address belongs to one socket, EADDRINUSE, unless all that want it set SO_REUSEPORT
 * before bind: then each datagram goes to one of them.
 */
#include "dgram_loopback.h"

static int bind_shared(struct sockaddr_in *address)
{
	int on = 1, s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	socklen_t length = sizeof *address;

	CHECK_OK(ox_setsockopt(s, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on));
	CHECK_OK(ox_bind(s, (struct sockaddr *)address, sizeof *address));
	CHECK_OK(ox_getsockname(s, (struct sockaddr *)address, &length));
	return s;
}

int main(void)
{
	struct sockaddr_in address = loopback4(0);
	char buf[10];
	struct pollfd arrivals[2] = {{0, POLLIN, 0}, {0, POLLIN, 0}};
	int i, counts[2] = {0, 0};
	int shared[2], sender = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	shared[0] = bind_shared(&address);
	CHECK_ERR(EADDRINUSE, ox_bind(sender, (struct sockaddr *)&address, sizeof address));
	shared[1] = bind_shared(&address);

	for (i = 0; i < 20; i++)
		CHECK_INT(1, ox_sendto(sender, "x", 1, 0, (struct sockaddr *)&address,
				       sizeof address));
	arrivals[0].fd = shared[0];
	arrivals[1].fd = shared[1];
	while (counts[0] + counts[1] < 20) {
		CHECK_INT(1, ox_poll(arrivals, 2, 5000));
		i = arrivals[0].revents == 0;
		CHECK_INT(1, ox_recv(shared[i], buf, sizeof buf, 0));
		counts[i]++;
	}
	CHECK(counts[0] == 0 || counts[1] == 0); /* one sender always meets the same */

	CHECK_OK(ox_close(sender));
	CHECK_OK(ox_close(shared[0]));
	CHECK_OK(ox_close(shared[1]));
	return 0;
}
