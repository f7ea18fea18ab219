/* ox_dial gives a connected, blocking, close-on-exec TCP socket that does not hold small writes
   back. "tcp://" may be left out. */
#include "private_machine.h"
#include <fcntl.h>
#include <netinet/tcp.h>

static void dial(const char *format, int port, int listener)
{
	int s = CHECK_OK(dial_port(format, port, ox_now() + 5000000));
	int accepted = CHECK_OK(ox_accept(listener, NULL, NULL)), nodelay = 0;
	socklen_t length = sizeof nodelay;
	char here[OX_TEXT_MAX], there[OX_TEXT_MAX];

	CHECK_INT(0, ox_fcntl(s, F_GETFL, 0) & O_NONBLOCK);
	CHECK_INT(FD_CLOEXEC, ox_fcntl(s, F_GETFD, 0));
	CHECK_INT(0, ox_getsockopt(s, IPPROTO_TCP, TCP_NODELAY, &nodelay, &length));
	CHECK_INT(1, nodelay);
	CHECK_OK(ox_local(s, here, sizeof here));
	CHECK_OK(ox_peer(accepted, there, sizeof there));
	CHECK(strcmp(here, there) == 0);
	CHECK_INT(0, ox_close(s));
	CHECK_INT(0, ox_close(accepted));
}

int main(void)
{
	struct sockaddr_in address;
	int listener = listen_tcp4(&address);

	dial("tcp://127.0.0.1:%d", ntohs(address.sin_port), listener);
	dial("127.0.0.1:%d", ntohs(address.sin_port), listener);
	return 0;
}
