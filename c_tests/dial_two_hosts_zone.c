/* A link-local IPv6 address needs its interface, by name or by number; without it the system does
   not know where to look. */
#include "two_hosts.h"

static void there(int ready)
{
	must_run("ip -6 addr add fe80::2/64 dev cable nodad");
	CHECK_OK(ox_listen_on("[fe80::2%cable]:7777", 4));
	CHECK_INT(1, write(ready, "", 1));
}

int main(void)
{
	char endpoint[OX_TEXT_MAX], where[OX_TEXT_MAX];
	int s;

	enter_two_hosts(there);
	must_run("ip -6 addr add fe80::1/64 dev cable nodad");
	s = CHECK_OK(ox_dial("[fe80::2%cable]:7777", ox_now() + 5000000));
	CHECK_OK(ox_peer(s, where, sizeof where));
	CHECK(strcmp(where, "tcp://[fe80::2%cable]:7777") == 0);
	snprintf(endpoint, sizeof endpoint, "[fe80::2%%%u]:7777", if_nametoindex("cable"));
	CHECK_OK(ox_dial(endpoint, ox_now() + 5000000));
	CHECK_ERR(EINVAL, ox_dial("[fe80::2]:7777", ox_now() + 5000000));
	CHECK_ERR(ENODEV, ox_dial("[fe80::2%nowhere]:7777", ox_now() + 5000000));
	return 0;
}
