/* Without ox_interruptible a signal ends neither ox_dial nor ox_resolve: they continue until their
   deadline. */
#include "interrupt_dial.h"

int main(void)
{
	struct sockaddr_in deaf = loopback4(0);
	char endpoint[OX_TEXT_MAX];
	int i;

	enter_private_machine();
	start_name_server();
	install_handler();
	CHECK_ERR(ETIMEDOUT, interrupted(dial_call, "host.test:80", ox_now() + 300000));
	CHECK_ERR(ETIMEDOUT, interrupted(resolve_call, "host.test:80", ox_now() + 300000));
	snprintf(endpoint, sizeof endpoint, "127.0.0.1:%d",
		 deaf_listener((struct sockaddr *)&deaf, sizeof deaf));
	CHECK_ERR(ETIMEDOUT, interrupted(dial_call, endpoint, ox_now() + 300000));
	CHECK_OK(ox_listen_on("unix:@full", 0));
	for (i = 0; i < 10 && ox_dial_start("unix:@full") >= 0; i++)
		;
	CHECK_ERR(ETIMEDOUT, interrupted(dial_call, "unix:@full", ox_now() + 300000));
	return 0;
}
