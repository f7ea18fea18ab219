/* 0.0.0.0 and [::] lead to this machine, as with connect(2), also where a name stands for them.
   * is for listeners only. */
#include "private_machine.h"

static int connect_plainly(int port)
{
	struct sockaddr_in address = loopback4(port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), result;

	address.sin_addr.s_addr = INADDR_ANY;
	result = connect(fd, (struct sockaddr *)&address, sizeof address);
	close(fd);
	return result;
}

int main(void)
{
	struct sockaddr_in address4;
	struct sockaddr_in6 address6;
	int port4, port6;

	enter_private_machine();
	put_file("hosts", "0.0.0.0 blocked.test\n:: six.test\n");
	listen_tcp4(&address4);
	listen_tcp6(&address6);
	port4 = ntohs(address4.sin_port);
	port6 = ntohs(address6.sin6_port);
	CHECK_INT(0, connect_plainly(port4));
	CHECK_OK(dial_port("0.0.0.0:%d", port4, OX_FOREVER));
	CHECK_OK(dial_port("blocked.test:%d", port4, OX_FOREVER));
	CHECK_OK(dial_port("[::]:%d", port6, OX_FOREVER));
	CHECK_OK(dial_port("six.test:%d", port6, OX_FOREVER));
	CHECK_ERR(EINVAL, dial_port("*:%d", port4, OX_FOREVER));
	return 0;
}
