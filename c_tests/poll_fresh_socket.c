/*
 * A stream socket that was never connected is writable and hung up at once, on Linux: poll it
 * only after connect or listen. A fresh datagram socket is just writable.
 */
#include "check.h"

int main(void)
{
	const struct {
		int domain, type, revents;
	} fresh[] = {
		{AF_INET, SOCK_STREAM, POLLOUT | POLLHUP},
		{AF_UNIX, SOCK_STREAM, POLLOUT | POLLHUP},
		{AF_INET, SOCK_DGRAM, POLLOUT},
		{AF_UNIX, SOCK_DGRAM, POLLOUT},
	};
	for (int i = 0; i < 4; i++) {
		struct pollfd p = {.events = POLLIN | POLLOUT};
		p.fd = CHECK_OK(ox_socket(fresh[i].domain, fresh[i].type, 0));
		CHECK_INT(1, ox_poll(&p, 1, 0));
		CHECK_INT(fresh[i].revents, p.revents);
		CHECK_INT(0, ox_close(p.fd));
	}

	struct sockaddr_in addr;
	struct pollfd p = {.fd = listen_tcp4(&addr), .events = POLLIN | POLLOUT};
	CHECK_INT(0, ox_poll(&p, 1, 0));
	CHECK_INT(0, ox_close(p.fd));
	return 0;
}
