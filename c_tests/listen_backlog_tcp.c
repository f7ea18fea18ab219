/*
 * TCP's backlog: with listen(1) two connections are completed and wait for accept; a third
 * stays under way.
 */
#include "needs.h"
#include <netinet/tcp.h>
#include <sched.h>

/* How many connections wait for accept: TCP_INFO has it in a field named for something else. */
static int waiting(int listener)
{
	struct tcp_info info;
	socklen_t len = sizeof info;
	CHECK_INT(0, ox_getsockopt(listener, IPPROTO_TCP, TCP_INFO, &info, &len));
	return (int)info.tcpi_unacked;
}

int main(void)
{
	needs_value(AF_INET, SOCK_STREAM, IPPROTO_TCP, TCP_INFO,
		    offsetof(struct tcp_info, tcpi_unacked) + sizeof(uint32_t));
	struct sockaddr_in addr;
	int listener = listen_tcp4(&addr);
	CHECK_INT(0, ox_listen(listener, 1));

	int client[3];
	for (int i = 0; i < 2; i++) {
		client[i] = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
		CHECK_INT(0, ox_connect(client[i], (struct sockaddr *)&addr, sizeof addr));
	}
	/* The client is through as soon as it has the answer; the listener counts a moment later. */
	int64_t limit = ox_now() + 5000000;
	while (waiting(listener) < 2) {
		CHECK(ox_now() < limit);
		sched_yield();
	}

	client[2] = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
	CHECK_ERR(EINPROGRESS, ox_connect(client[2], (struct sockaddr *)&addr, sizeof addr));
	struct pollfd through = {.fd = client[2], .events = POLLOUT};
	CHECK_INT(0, ox_poll(&through, 1, 10));
	CHECK_INT(2, waiting(listener));

	for (int i = 0; i < 2; i++) {
		int server = CHECK_OK(ox_accept(listener, NULL, NULL));
		CHECK_INT(0, ox_close(server));
	}
	for (int i = 0; i < 3; i++)
		CHECK_INT(0, ox_close(client[i]));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
