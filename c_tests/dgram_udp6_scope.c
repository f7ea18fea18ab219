/*
 * Link-local IPv6 addresses mean something only together with an interface: without
 * sin6_scope_id bind and connect are refused, with it the sender's scope arrives as well.
 */
#include "dgram_loopback.h"

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>

/* The kernel's struct in6_ifreq, whose header cannot stand beside netinet/in.h. Checkers of memory
   take it for the larger struct ifreq. */
union address_request {
	struct {
		struct in6_addr address;
		uint32_t prefix_length;
		int interface;
	} in6;
	struct ifreq other;
};

/* fe80::1 on the interface lo of a network namespace of our own; returns lo's number. */
static int link_local_on_lo(struct sockaddr_in6 *address)
{
	union address_request add;
	struct ifreq up;
	int s = socket(AF_INET6, SOCK_DGRAM, 0);

	memset(&up, 0, sizeof up);
	strcpy(up.ifr_name, "lo");
	up.ifr_flags = IFF_UP | IFF_RUNNING;
	CHECK_INT(0, ioctl(s, SIOCSIFFLAGS, &up));
	CHECK_INT(0, ioctl(s, SIOCGIFINDEX, &up));

	memset(address, 0, sizeof *address);
	address->sin6_family = AF_INET6;
	CHECK_INT(1, inet_pton(AF_INET6, "fe80::1", &address->sin6_addr));
	memset(&add, 0, sizeof add);
	add.in6.address = address->sin6_addr;
	add.in6.prefix_length = 64;
	add.in6.interface = up.ifr_ifindex;
	NEEDS(ioctl(s, SIOCSIFADDR, &add) == 0);
	close(s);
	return up.ifr_ifindex;
}

/* The kernel takes a moment to accept a new address as its own. */
static void bind_when_ready(int s, const struct sockaddr_in6 *address)
{
	const struct timespec pause = {0, 1000000};
	int result, looks = 0;

	while ((result = ox_bind(s, (const struct sockaddr *)address, sizeof *address)) ==
	       -EADDRNOTAVAIL) {
		CHECK(++looks < 5000);
		nanosleep(&pause, NULL);
	}
	CHECK_OK(result);
}

/* The route of the new address may follow a moment later; until then, datagrams are lost. */
static void send_until_it_arrives(int s, const struct sockaddr_in6 *to)
{
	struct pollfd arrival = {0, POLLIN, 0};
	int sent, looks = 0;

	arrival.fd = s;
	do {
		CHECK(++looks < 500);
		sent = ox_sendto(s, "x", 1, 0, (const struct sockaddr *)to, sizeof *to);
		CHECK(sent == 1 || sent == -ENETUNREACH || sent == -EADDRNOTAVAIL);
	} while (ox_poll(&arrival, 1, 10) == 0);
}

int main(void)
{
	struct sockaddr_in6 address, from;
	struct sockaddr *to = (struct sockaddr *)&address;
	socklen_t length = sizeof address;
	char buf[10];
	int lo, s;

	if (unshare(CLONE_NEWNET) != 0)
		SKIP("needs CAP_SYS_ADMIN for a network namespace");
	s = ox_socket(AF_INET6, SOCK_DGRAM, 0);
	if (s == -EAFNOSUPPORT)
		SKIP("no IPv6 here");
	lo = link_local_on_lo(&address);

	CHECK_ERR(EINVAL, ox_bind(s, to, sizeof address));
	address.sin6_scope_id = (uint32_t)lo;
	bind_when_ready(s, &address);
	CHECK_OK(ox_getsockname(s, to, &length));
	CHECK_INT(lo, address.sin6_scope_id);
	CHECK(address.sin6_port != 0);

	send_until_it_arrives(s, &address);
	CHECK_INT(1, ox_recvfrom(s, buf, sizeof buf, 0, (struct sockaddr *)&from, &length));
	CHECK(memcmp(&from, &address, sizeof from) == 0);

	CHECK_OK(ox_close(s));
	s = CHECK_OK(ox_socket(AF_INET6, SOCK_DGRAM, 0));
	address.sin6_scope_id = 0;
	CHECK_ERR(EINVAL, ox_connect(s, to, sizeof address));
	CHECK_OK(ox_close(s));
	return 0;
}
