/*
 * Shutting a TCP listener down makes it an ordinary bound socket: clients are refused, accept
 * is EINVAL, and listen brings it back at the same port.
 */
#include "check.h"

static int try_connect(const struct sockaddr_in *addr)
{
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	int result = ox_connect(s, (const struct sockaddr *)addr, sizeof *addr);
	CHECK_INT(0, ox_close(s));
	return result;
}

/* A socket at this address, which others may hold too as long as none of them listens. */
static int bind_shared(struct sockaddr_in *addr)
{
	int on = 1;
	socklen_t len = sizeof *addr;
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on));
	CHECK_INT(0, ox_bind(s, (struct sockaddr *)addr, sizeof *addr));
	CHECK_INT(0, ox_getsockname(s, (struct sockaddr *)addr, &len));
	return s;
}

int main(void)
{
	/*
	 * The system takes back a port of its own choice at shutdown: the second socket asks for
	 * it by number, and the first one keeps it from other programs.
	 */
	struct sockaddr_in addr = loopback4(0);
	int holder = bind_shared(&addr);
	int listener = bind_shared(&addr);
	CHECK_INT(0, ox_listen(listener, 4));
	CHECK_INT(0, try_connect(&addr));

	CHECK_INT(0, ox_shutdown(listener, SHUT_RD));
	CHECK_ERR(EINVAL, ox_accept(listener, NULL, NULL));
	CHECK_ERR(ECONNREFUSED, try_connect(&addr));

	CHECK_INT(0, ox_listen(listener, 4));
	CHECK_INT(0, try_connect(&addr));
	int server = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(listener));
	CHECK_INT(0, ox_close(holder));
	return 0;
}
