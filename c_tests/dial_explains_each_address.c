/* After a dial that failed, ox_explanation says which address failed how; after one that succeeded,
   nothing. */
#include "private_machine.h"

static void is_explained(const char *format, int a, int b)
{
	char expected[300];

	snprintf(expected, sizeof expected, format, a, b);
	if (strcmp(expected, ox_explanation()) != 0)
		check_failed(__FILE__, __LINE__, ox_explanation());
}

int main(void)
{
	struct sockaddr_in address, deaf = loopback4(0);
	int port, deaf_port, s;

	enter_private_machine();
	put_file("hosts", "127.0.0.1 two.test\n127.0.0.2 two.test\n");
	CHECK_INT(0, ox_close(listen_tcp4(&address)));
	port = ntohs(address.sin_port);
	CHECK_ERR(ECONNREFUSED, dial_port("two.test:%d", port, OX_FOREVER));
	is_explained("tcp://127.0.0.1:%d: Connection refused; "
		     "tcp://127.0.0.2:%d: Connection refused", port, port);
	CHECK_ERR(ECONNREFUSED, dial_port("[::1]:%d", port, OX_FOREVER));
	is_explained("tcp://[::1]:%d: Connection refused", port, 0);

	CHECK_ERR(ENOENT, ox_dial("unix:/nobody", OX_FOREVER));
	is_explained("unix:/nobody: No such file or directory", 0, 0);
	CHECK_ERR(ECONNREFUSED, ox_dial("unix-dgram:@nobody", OX_FOREVER));
	is_explained("unix-dgram:@nobody: Connection refused", 0, 0);

	deaf_port = deaf_listener((struct sockaddr *)&deaf, sizeof deaf);
	CHECK_ERR(ETIMEDOUT, dial_port("127.0.0.1:%d", deaf_port, ox_now() + 10000));
	is_explained("tcp://127.0.0.1:%d: no answer by the deadline", deaf_port, 0);

	s = listen_tcp4(&address);
	CHECK_OK(dial_port("two.test:%d", ntohs(address.sin_port), OX_FOREVER));
	is_explained("", 0, 0);
	CHECK_OK(ox_close(s));
	return 0;
}
