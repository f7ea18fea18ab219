/* Bytes from a connection are no datagram: ox_arrivals, ox_recv_arrival and ox_send_reply give
 * EOPNOTSUPP, and take nothing out of the socket. */
#include "extras_texts.h"

static void refuses(int type)
{
	struct ox_arrival arrival;
	char buf[8];
	int s[2];

	memset(&arrival, 0, sizeof arrival);
	arrival.sender = address_of("udp://127.0.0.1:%d", 9);
	CHECK_OK(ox_socketpair(AF_UNIX, type, 0, s));
	CHECK_ERR(EOPNOTSUPP, ox_arrivals(s[0], 1));
	CHECK_INT(5, ox_send(s[1], "hello", 5, 0));
	CHECK_ERR(EOPNOTSUPP, ox_recv_arrival(s[0], buf, sizeof buf, MSG_DONTWAIT, &arrival));
	CHECK_ERR(EOPNOTSUPP, ox_send_reply(s[0], "hello", 5, MSG_DONTWAIT, &arrival));
	CHECK_INT(5, ox_recv(s[0], buf, sizeof buf, 0));
	CHECK_OK(ox_close(s[0]));
	CHECK_ERR(EBADF, ox_recv_arrival(s[0], buf, sizeof buf, MSG_DONTWAIT, &arrival));
	CHECK_OK(ox_close(s[1]));
}

int main(void)
{
	refuses(SOCK_STREAM);
	refuses(SOCK_SEQPACKET);
	return 0;
}
