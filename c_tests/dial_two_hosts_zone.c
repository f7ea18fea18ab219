/* A link-local IPv6 address needs its interface, by name or by number; without it the system does
   not know where to look. */
#include "two_hosts.h"

static void there(int ready)
{
	must_run("ip -6 addr add fe80::2/64 dev cable nodad");
	CHECK_OK(ox_listen_on("[fe80::2%cable]:7777", 4));
	CHECK_INT(1, write(ready, "", 1));
}

/* The number of an interface arrives in an address as it was given. */
static int keeps_zone(void)
{
	struct sockaddr_in6 address;
	socklen_t length = sizeof address;
	unsigned zone = if_nametoindex("cable");
	int s = socket(AF_INET6, SOCK_DGRAM, 0);

	memset(&address, 0, sizeof address);
	address.sin6_family = AF_INET6;
	address.sin6_scope_id = zone;
	CHECK_INT(1, inet_pton(AF_INET6, "fe80::1", &address.sin6_addr));
	CHECK_INT(0, bind(s, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(0, getsockname(s, (struct sockaddr *)&address, &length));
	close(s);
	return address.sin6_scope_id == zone;
}

int main(void)
{
	char endpoint[OX_TEXT_MAX], where[OX_TEXT_MAX];
	int s;

	enter_two_hosts(there);
	must_run("ip -6 addr add fe80::1/64 dev cable nodad");
	NEEDS(keeps_zone());
	s = CHECK_OK(ox_dial("[fe80::2%cable]:7777", ox_now() + 5000000));
	CHECK_OK(ox_peer(s, where, sizeof where));
	CHECK(strcmp(where, "tcp://[fe80::2%cable]:7777") == 0);
	snprintf(endpoint, sizeof endpoint, "[fe80::2%%%u]:7777", if_nametoindex("cable"));
	CHECK_OK(ox_dial(endpoint, ox_now() + 5000000));
	CHECK_ERR(EINVAL, ox_dial("[fe80::2]:7777", ox_now() + 5000000));
	CHECK_ERR(ENODEV, ox_dial("[fe80::2%nowhere]:7777", ox_now() + 5000000));
	return 0;
}
