/*
 * Where net.ipv4.ping_group_range allows it, echoes need no privilege; where it does not, and
 * there is none, opening fails with EACCES.
 */
#include "extras_texts.h"

#include <sched.h>

static void set_range(const char *range)
{
	FILE *file = fopen("/proc/sys/net/ipv4/ping_group_range", "w");

	CHECK(file != NULL);
	CHECK(fputs(range, file) >= 0);
	CHECK_INT(0, fclose(file));
}

static void unprivileged(int family, const char *text)
{
	struct ox_address to;
	uint16_t sequence;
	char byte = 0;
	int s, type, ttl;
	socklen_t length = sizeof type;

	s = CHECK_OK(ox_echo_open(family));
	CHECK_OK(ox_getsockopt(s, SOL_SOCKET, SO_TYPE, &type, &length));
	CHECK_INT(SOCK_DGRAM, type);
	CHECK_OK(ox_deadline(s, OX_RECEIVING, ox_now() + 5000000));
	CHECK_OK(ox_address_parse(&to, text));
	CHECK_OK(ox_echo_send(s, &to, 9, "x", 1));
	CHECK_INT(1, ox_echo_recv(s, &to, &sequence, &byte, 1, &ttl));
	CHECK_INT('x', byte);
	CHECK_INT(9, sequence);
	CHECK_INT(64, ttl);
	CHECK_OK(ox_close(s));
}

int main(void)
{
	pid_t child;

	if (unshare(CLONE_NEWNET) != 0)
		SKIP("needs CAP_SYS_ADMIN");
	if (system("ip link set lo up") != 0)
		SKIP("needs the command ip");
	set_range("0 2000000");
	CHECK((child = fork()) >= 0);
	if (child == 0) {
		CHECK_INT(0, setresuid(1000, 1000, 1000));
		unprivileged(AF_INET, "udp://127.0.0.1:0");
		unprivileged(AF_INET6, "udp://[::1]:0");
		exit(0);
	}
	check_child(child);
	set_range("1 0");
	CHECK_INT(0, setresuid(1000, 1000, 1000));
	CHECK_ERR(EACCES, ox_echo_open(AF_INET));
	CHECK_ERR(EACCES, ox_echo_open(AF_INET6));
	return 0;
}
