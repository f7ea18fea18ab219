/* A connected UDP socket sends to a port without a receiver: the first send succeeds, and the ICMP
 * message that comes back makes the next call fail with ECONNREFUSED, once. */
#include "dgram_loopback.h"

int main(void)
{
	struct sockaddr_in nobody;
	struct pollfd answer = {0, POLLIN, 0};
	char buf[10];

	int s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	int deaf = bind_deaf(&nobody);

	CHECK_OK(ox_connect(s, (struct sockaddr *)&nobody, sizeof nobody));

	CHECK_INT(5, ox_send(s, "first", 5, 0));
	answer.fd = s;
	CHECK_INT(1, ox_poll(&answer, 1, 5000));
	CHECK(answer.revents & POLLERR);
	CHECK_ERR(ECONNREFUSED, ox_send(s, "second", 6, 0));

	CHECK_INT(5, ox_send(s, "third", 5, 0));
	await_arrival(s);
	CHECK_ERR(ECONNREFUSED, ox_recv(s, buf, sizeof buf, 0));

	CHECK_ERR(EAGAIN, ox_recv(s, buf, sizeof buf, MSG_DONTWAIT));
	CHECK_OK(ox_close(deaf));
	CHECK_OK(ox_close(s));
	return 0;
}
