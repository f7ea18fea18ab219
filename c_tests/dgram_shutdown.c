/*
 * shutdown on datagram sockets: an unconnected UDP socket gives ENOTCONN; on a connected one
 * each direction can be ended; of a UNIX pair the other end notices.
 */
#include "dgram_loopback.h"

/* A receiver whose side has been ended does not wait any more, deadline or not. */
static void connected_udp(int64_t deadline)
{
	struct sockaddr_in address;
	char buf[10];
	int peer = bind_udp4(&address);
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	CHECK_OK(ox_deadline(s, OX_BOTH, deadline));
	CHECK_OK(ox_connect(s, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_shutdown(s, SHUT_RD));
	CHECK_INT(0, ox_recv(s, buf, sizeof buf, 0));
	CHECK_INT(0, ox_read(s, buf, sizeof buf));
	CHECK_ERR(EAGAIN, ox_recv(s, buf, sizeof buf, MSG_DONTWAIT)); /* as Linux has it */
	CHECK_INT(1, ox_send(s, "x", 1, 0));
	CHECK_OK(ox_shutdown(s, SHUT_WR));
	CHECK_ERR(EPIPE, ox_send(s, "x", 1, 0));
	CHECK_INT(1, ox_recv(peer, buf, sizeof buf, 0));
	CHECK_ERR(EINVAL, ox_shutdown(s, 3));
	CHECK_OK(ox_close(s));
	CHECK_OK(ox_close(peer));
}

static void unix_pair(void)
{
	char buf[10];
	int sv[2];

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, sv));
	CHECK_OK(ox_shutdown(sv[0], SHUT_RD));
	CHECK_ERR(EPIPE, ox_send(sv[1], "x", 1, 0));
	CHECK_INT(1, ox_send(sv[0], "x", 1, 0));
	CHECK_INT(1, ox_recv(sv[1], buf, sizeof buf, 0));
	CHECK_OK(ox_close(sv[0]));
	CHECK_OK(ox_close(sv[1]));
}

int main(void)
{
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	CHECK_ERR(ENOTCONN, ox_shutdown(s, SHUT_RDWR));
	CHECK_OK(ox_close(s));

	connected_udp(OX_FOREVER);
	connected_udp(ox_now() + 2000000);
	unix_pair();
	return 0;
}
