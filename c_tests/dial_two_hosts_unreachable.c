/* A router that says that a host cannot be reached ends the attempt at once: the next address is
   tried without delay, and if there is none, the report is the error. */
#include "two_hosts.h"

static void there(int ready)
{
	must_run("echo 1 > /proc/sys/net/ipv4/ip_forward && "
		 "ip route add unreachable 198.51.100.0/24");
	CHECK_OK(ox_listen_on(THERE4 ":7777", 4));
	CHECK_INT(1, write(ready, "", 1));
}

/* How long dialling takes, in microseconds. */
static int64_t time_of_dial(void)
{
	const int64_t start = ox_now();
	int s = CHECK_OK(ox_dial("far.test:7777", start + 5000000));

	CHECK_INT(0, ox_close(s));
	return ox_now() - start;
}

int main(void)
{
	int tries = 0;

	enter_two_hosts(there);
	must_run("ip route add 198.51.100.0/24 via " THERE4);
	put_file("hosts", "198.51.100.1 far.test\n" THERE4 " far.test\n");
	CHECK_ERR(EHOSTUNREACH, ox_dial("198.51.100.1:7777", ox_now() + 5000000));
	while (time_of_dial() >= 240000) /* a busy machine is slow now and then */
		CHECK(++tries < 20);
	CHECK_ERR(ENETUNREACH, ox_dial("203.0.113.1:7777", ox_now() + 5000000));
	return 0;
}
