/*
 * With SO_OOBINLINE the out-of-band byte stays in the stream, and the mark alone tells which
 * one it is.
 */
#include "check.h"

int main(void)
{
	int s[2], on = 1;
	char buf[16];
	tcp_pair(s);
	CHECK_INT(0, ox_setsockopt(s[1], SOL_SOCKET, SO_OOBINLINE, &on, sizeof on));

	CHECK_INT(6, ox_send(s[0], "before", 6, 0));
	CHECK_INT(1, ox_send(s[0], "!", 1, MSG_OOB));
	CHECK_INT(5, ox_send(s[0], "after", 5, 0));
	struct pollfd urgent = {.fd = s[1], .events = POLLPRI};
	CHECK_INT(1, ox_poll(&urgent, 1, 5000));

	CHECK_ERR(EINVAL, ox_recv(s[1], buf, 1, MSG_OOB)); /* it cannot be had apart */
	CHECK_INT(6, ox_read(s[1], buf, sizeof buf));
	CHECK(memcmp(buf, "before", 6) == 0);
	CHECK_INT(1, ox_sockatmark(s[1]));
	CHECK_INT(6, ox_recv(s[1], buf, 6, MSG_WAITALL));
	CHECK(memcmp(buf, "!after", 6) == 0);
	CHECK_INT(0, ox_sockatmark(s[1]));

	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));

	/* Datagrams have no mark. */
	int udp = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	CHECK_ERR(ENOTTY, ox_sockatmark(udp));
	CHECK_INT(0, ox_close(udp));
	return 0;
}
