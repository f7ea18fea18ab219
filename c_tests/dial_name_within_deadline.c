/* Names that resolve do so under a deadline as without one; no thread is left after the call. With
   a deadline in the past no look-up is made. */
#include "hanging_resolver.h"

#include <sched.h>

int main(void)
{
	struct sockaddr_in address;
	int name_server, listener, port, i;

	enter_private_machine();
	name_server = start_name_server();
	put_file("nsswitch.conf", "hosts: files [SUCCESS=return] dns\n");
	/* Of both families, so that a slow machine asks no server for the other. */
	put_file("hosts", "127.0.0.1 here.test\n::1 here.test\n");
	listener = listen_tcp4(&address);
	port = ntohs(address.sin_port);
	for (i = 0; i < 100; i++) {
		CHECK_OK(ox_close(CHECK_OK(dial_port("here.test:%d", port, ox_now() + 5000000))));
		while (count_threads() != 1) /* it may be listed yet when it has been joined */
			sched_yield();
		CHECK_OK(ox_close(CHECK_OK(ox_accept(listener, NULL, NULL))));
	}
	CHECK_OK(dial_port("here.test:%d", port, INT64_MAX));
	CHECK_OK(dial_port("here.test:%d", port, OX_FOREVER));
	CHECK_ERR(ETIMEDOUT, dial_port("here.test:%d", port, 0));
	CHECK(recv(name_server, &port, 1, MSG_DONTWAIT) < 0);
	CHECK_INT(EAGAIN, errno);
	return 0;
}
