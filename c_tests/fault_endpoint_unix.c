/* Rules about UNIX endpoints and about datagrams that are sent to an address. */
#include "check.h"

int main(void)
{
	struct sockaddr_un path;
	struct sockaddr_in there = loopback4(9);
	char rule[256];
	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));
	int u = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));

	unix_path(&path, "x");
	snprintf(rule, sizeof rule, "any on=unix-dgram:%s error=EACCES", path.sun_path);
	CHECK_OK(ox_fault(rule));
	CHECK_ERR(EACCES, ox_bind(s, (struct sockaddr *)&path, sizeof path));
	CHECK(access(path.sun_path, F_OK) != 0);
	CHECK_OK(ox_fault("send peer=udp://127.0.0.1:9 error=EHOSTUNREACH"));
	CHECK_ERR(EHOSTUNREACH,
		  ox_sendto(u, "x", 1, 0, (struct sockaddr *)&there, sizeof there));
	return 0;
}
