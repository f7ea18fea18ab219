/* A link-local IPv6 address means nothing without its scope: the number of the interface. */
#include "check.h"
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>

/*
 * The argument of SIOCSIFADDR on an IPv6 socket, from <linux/ipv6.h>, which does not get along
 * with <netinet/in.h>. Checkers of memory take it for the larger struct ifreq.
 */
union address_request {
	struct {
		struct in6_addr address;
		uint32_t prefix;
		int interface;
	} in6;
	struct ifreq other;
};

/* Go into a network of our own, where the loopback interface has the address fe80::1. */
static int own_network(const struct in6_addr *address)
{
	if (unshare(CLONE_NEWNET) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
		SKIP("may not make a network namespace");
	int control = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (control < 0)
		SKIP("no IPv6 here");
	struct ifreq up = {.ifr_name = "lo"};
	up.ifr_flags = IFF_UP;
	CHECK_INT(0, ioctl(control, SIOCSIFFLAGS, &up));
	union address_request add = {.other = {.ifr_name = ""}};
	add.in6.address = *address;
	add.in6.prefix = 64;
	add.in6.interface = (int)if_nametoindex("lo");
	NEEDS(ioctl(control, SIOCSIFADDR, &add) == 0);
	CHECK_INT(0, close(control));
	return add.in6.interface;
}

/* Make a call that is to succeed, until it no longer fails with this error. */
static void again_while(int error, int (*call)(int, const struct sockaddr *, socklen_t), int s,
			const struct sockaddr_in6 *addr)
{
	int64_t limit = ox_now() + 5000000;
	int result;

	while ((result = call(s, (const struct sockaddr *)addr, sizeof *addr)) == -error) {
		CHECK(ox_now() < limit);
		sched_yield();
	}
	CHECK_INT(0, result);
}

int main(void)
{
	struct sockaddr_in6 addr = {.sin6_family = AF_INET6};
	CHECK_INT(1, inet_pton(AF_INET6, "fe80::1", &addr.sin6_addr));
	int interface = own_network(&addr.sin6_addr);

	int listener = CHECK_OK(ox_socket(AF_INET6, SOCK_STREAM, 0));
	CHECK_ERR(EINVAL, ox_bind(listener, (struct sockaddr *)&addr, sizeof addr));
	addr.sin6_scope_id = (uint32_t)interface;
	/* The new address is there as soon as the kernel has made sure that nobody else has it. */
	again_while(EADDRNOTAVAIL, ox_bind, listener, &addr);
	CHECK_INT(0, ox_listen(listener, 1));
	socklen_t len = sizeof addr;
	CHECK_INT(0, ox_getsockname(listener, (struct sockaddr *)&addr, &len));
	CHECK_INT(interface, addr.sin6_scope_id);

	int client = CHECK_OK(ox_socket(AF_INET6, SOCK_STREAM, 0));
	struct sockaddr_in6 unscoped = addr;
	unscoped.sin6_scope_id = 0;
	CHECK_ERR(EINVAL, ox_connect(client, (struct sockaddr *)&unscoped, sizeof unscoped));
	/* And a moment later there is a route to it. */
	again_while(ENETUNREACH, ox_connect, client, &addr);

	struct sockaddr_in6 peer;
	len = sizeof peer;
	int server = CHECK_OK(ox_accept(listener, (struct sockaddr *)&peer, &len));
	CHECK(IN6_IS_ADDR_LINKLOCAL(&peer.sin6_addr));
	CHECK_INT(interface, peer.sin6_scope_id);
	CHECK_INT(0, ox_close(client));
	CHECK_INT(0, ox_close(server));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
