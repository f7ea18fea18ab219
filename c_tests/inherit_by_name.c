/* A service manager's listeners are taken in by name, or by number; each is given once. */
#include "inherit_service_manager.h"

static int port_of(int s)
{
	char where[OX_TEXT_MAX];

	CHECK_OK(ox_local(s, where, sizeof where));
	return atoi(strrchr(where, ':') + 1);
}

static int service(void)
{
	int web = CHECK_OK(ox_inherit("web", 0)), s;

	CHECK_OK(ox_inherit("web", 1));
	CHECK_ERR(ENOENT, ox_inherit("web", 0)); /* given already */
	CHECK_ERR(ENOENT, ox_inherit("web", 2)); /* there are two */
	CHECK_ERR(ENOENT, ox_inherit("mail", 0));
	CHECK_ERR(ENOENT, ox_inherit(NULL, -1));
	CHECK_ERR(ENOENT, ox_inherit(NULL, 3));

	s = CHECK_OK(dial_port("127.0.0.1:%d", port_of(web), OX_FOREVER));
	CHECK_OK(ox_accept(web, NULL, NULL));
	CHECK_OK(ox_close(web));
	CHECK_ERR(ENOENT, ox_inherit("web", 0)); /* closed: its number may be another's by now */
	CHECK_OK(ox_close(s));

	CHECK_OK(ox_inherit(NULL, 1)); /* "admin", the second of all */
	CHECK_ERR(ENOENT, ox_inherit("admin", 0));
	return 0;
}

int main(int argc, char **argv)
{
	int fds[3] = {plain_listener(), plain_listener(), plain_listener()};

	(void)argv;
	if (argc > 1)
		return service();
	start_service("serve", fds, 3, "web:admin:web");
	return 0;
}
