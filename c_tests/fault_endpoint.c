/* A rule may be about one endpoint: the socket's own, its peer's, or the destination of a call. */
#include "check.h"

static int fault(const char *format, int port)
{
	char rule[128];

	snprintf(rule, sizeof rule, format, port);
	return CHECK_OK(ox_fault(rule));
}

int main(void)
{
	struct sockaddr_in one, other;
	int a = listen_tcp4(&one), b = listen_tcp4(&other), c, port = ntohs(one.sin_port), rule;
	struct sockaddr *to = (struct sockaddr *)&one;

	c = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	rule = fault("connect on=tcp://127.0.0.1:%d error=ECONNREFUSED", port);
	CHECK_ERR(ECONNREFUSED, ox_connect(c, to, sizeof one));
	CHECK_OK(ox_fault_remove(rule));
	fault("connect local=tcp://127.0.0.1:%d error=EIO", port);
	fault("connect peer=udp://127.0.0.1:%d error=EIO", port);
	fault("connect peer=tcp://127.0.0.2:%d error=EIO", port);
	CHECK_OK(ox_connect(c, to, sizeof one)); /* none of them is about this */
	fault("send peer=tcp://*:%d error=ENOBUFS", port);
	CHECK_ERR(ENOBUFS, ox_send(c, "x", 1, 0));

	fault("accept local=tcp://127.0.0.1:%d error=EMFILE", port);
	CHECK_ERR(EMFILE, ox_accept(a, NULL, NULL));
	to = (struct sockaddr *)&other;
	c = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(c, to, sizeof other));
	CHECK_OK(ox_accept(b, NULL, NULL));
	return 0;
}
