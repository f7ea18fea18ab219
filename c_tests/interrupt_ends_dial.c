/* With ox_interruptible a signal ends ox_dial, ox_resolve and ox_listen_on, whatever they wait for,
   with a deadline or without, and SA_RESTART makes no difference. */
#include "interrupt_dial.h"

int main(void)
{
	struct sockaddr_in deaf = loopback4(0);
	char endpoint[OX_TEXT_MAX];
	int queued = 0, i;
	int64_t far;

	enter_private_machine();
	start_name_server();
	install_handler();
	far = ox_now() + 60000000;
	CHECK_INT(0, ox_interruptible(1));
	CHECK_ERR(EINTR, interrupted(dial_call, "host.test:80", OX_FOREVER));
	CHECK_ERR(EINTR, interrupted(dial_call, "host.test:80", far));
	CHECK_ERR(EINTR, interrupted(resolve_call, "host.test:80", OX_FOREVER));
	CHECK_ERR(EINTR, interrupted(resolve_call, "host.test:80", far));
	CHECK_ERR(EINTR, interrupted(listen_call, "host.test:80", 0));

	snprintf(endpoint, sizeof endpoint, "127.0.0.1:%d",
		 deaf_listener((struct sockaddr *)&deaf, sizeof deaf));
	CHECK_ERR(EINTR, interrupted(dial_call, endpoint, OX_FOREVER));
	CHECK_ERR(EINTR, interrupted(dial_call, endpoint, far));

	CHECK_OK(ox_listen_on("unix:@full", 0));
	for (i = 0; i < 10 && ox_dial_start("unix:@full") >= 0; i++)
		queued++;
	CHECK(queued > 0 && queued < 10);
	CHECK_ERR(EINTR, interrupted(dial_call, "unix:@full", OX_FOREVER));
	CHECK_ERR(EINTR, interrupted(dial_call, "unix:@full", far));
	return 0;
}
