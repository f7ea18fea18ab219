/*
 * extras_two_hosts.h: two hosts, each a network namespace, with a cable between them. Entering
 * one moves the whole process; sockets stay where they were opened.
 */
#ifndef OXSOCK_EXTRAS_TWO_HOSTS_H
#define OXSOCK_EXTRAS_TWO_HOSTS_H

#include "extras_texts.h"

#include <fcntl.h>
#include <sched.h>

static int hosts[2];

static MAYBE_UNUSED void enter_host(int i)
{
	CHECK_INT(0, setns(hosts[i], CLONE_NEWNET));
}

static void host_runs(const char *command)
{
	if (system(command) != 0)
		check_failed(__FILE__, __LINE__, command);
}

static int new_host(void)
{
	int host;

	if (unshare(CLONE_NEWNET) != 0)
		SKIP("needs CAP_SYS_ADMIN");
	host_runs("ip link set lo up && echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad");
	CHECK((host = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)) >= 0);
	return host;
}

/* Whether the kernel has noticed that the cable is in: only then is there a way to groups. */
static int is_plugged_in(void)
{
	FILE *routes = fopen("/proc/net/ipv6_route", "r");
	char line[256];
	int found = 0;

	CHECK(routes != NULL);
	while (fgets(line, sizeof line, routes) != NULL)
		found |= strncmp(line, "ff00", 4) == 0 && strstr(line, "eth0") != NULL;
	fclose(routes);
	return found;
}

static void await_cable(int host)
{
	const struct timespec moment = {0, 1000000};
	int looks;

	enter_host(host);
	for (looks = 0; !is_plugged_in(); looks++) {
		CHECK(looks < 5000);
		nanosleep(&moment, NULL);
	}
}

/* Host 0 has eth0 with 192.0.2.1 and 2001:db8::1, host 1 with 192.0.2.2 and 2001:db8::2. The
   process is left in host 0. They go away with the process. */
static MAYBE_UNUSED void make_two_hosts(void)
{
	char command[160];

	if (system("ip -V >/dev/null 2>&1") != 0)
		SKIP("needs the command ip");
	hosts[0] = new_host();
	hosts[1] = new_host();
	snprintf(command, sizeof command,
		 "ip link add eth0 type veth peer name eth0 netns /proc/%d/fd/%d 2>/dev/null",
		 (int)getpid(), hosts[0]);
	if (system(command) != 0)
		SKIP("needs virtual Ethernet");
	host_runs("ip addr add 192.0.2.2/24 brd + dev eth0 && "
		  "ip addr add 2001:db8::2/64 dev eth0 nodad && ip link set eth0 up");
	enter_host(0);
	host_runs("ip addr add 192.0.2.1/24 brd + dev eth0 && ip addr add 192.0.2.11/24 dev eth0 && "
		  "ip addr add 2001:db8::1/64 dev eth0 nodad && ip addr add 2001:db8::11/64 dev eth0 nodad && "
		  "ip link set eth0 up");
	await_cable(1);
	await_cable(0);
}

/* Host 1 becomes the router of host 0. It refuses what is for 198.51.100.0/24 and 2001:db8:1::/64,
   of which the system reports only some a second, and has a way to 203.0.113.0/24 and
   2001:db8:2::/64. The process is left in host 0. */
static MAYBE_UNUSED void make_a_router(void)
{
	enter_host(1);
	host_runs("echo 1 >/proc/sys/net/ipv4/ip_forward && "
		  "echo 1 >/proc/sys/net/ipv6/conf/all/forwarding && "
		  "echo 0 >/proc/sys/net/ipv4/icmp_ratemask && "
		  "echo 0 >/proc/sys/net/ipv6/icmp/ratelimit && "
		  "ip route add unreachable 198.51.100.0/24 && "
		  "ip route add unreachable 2001:db8:1::/64 && "
		  "ip route add 203.0.113.0/24 dev eth0 && ip route add 2001:db8:2::/64 dev eth0");
	enter_host(0);
	host_runs("ip route add 198.51.100.0/24 via 192.0.2.2 && "
		  "ip route add 203.0.113.0/24 via 192.0.2.2 && "
		  "ip route add 2001:db8:1::/64 via 2001:db8::2 && "
		  "ip route add 2001:db8:2::/64 via 2001:db8::2");
}

/* A UDP socket of a host at every address, both families, and its port. */
static MAYBE_UNUSED int udp_of_host(int host, int *port)
{
	int s;

	enter_host(host);
	s = CHECK_OK(ox_listen_on("udp://*:0", 0));
	CHECK_OK(ox_deadline(s, OX_RECEIVING, ox_now() + 5000000));
	*port = port_of(s);
	return s;
}

#endif
