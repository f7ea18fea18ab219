/* A router that says that a host cannot be reached is believed at once: the next address is tried
   without delay, and if there is none, that is the error. */
#include "two_hosts.h"

static void there(int ready)
{
	must_run("echo 1 > /proc/sys/net/ipv4/ip_forward && "
		 "ip route add unreachable 198.51.100.0/24");
	CHECK_OK(ox_listen_on(THERE4 ":7777", 4));
	CHECK_INT(1, write(ready, "", 1));
}

int main(void)
{
	int64_t start;

	enter_two_hosts(there);
	must_run("ip route add 198.51.100.0/24 via " THERE4);
	put_file("hosts", "198.51.100.1 far.test\n" THERE4 " far.test\n");
	start = ox_now();
	CHECK_ERR(EHOSTUNREACH, ox_dial("198.51.100.1:7777", start + 5000000));
	CHECK_OK(ox_dial("far.test:7777", start + 5000000));
	CHECK(ox_now() - start < 240000);
	CHECK_ERR(ENETUNREACH, ox_dial("203.0.113.1:7777", start + 5000000));
	return 0;
}
