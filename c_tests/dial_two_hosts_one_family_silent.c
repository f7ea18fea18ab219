/* Another host receives everything over IPv6 and answers nothing: it is reached by IPv4 a quarter
   of a second later. If it is dialled by IPv6 only, the call ends at the deadline. */
#include "two_hosts.h"

static void there(int ready)
{
	must_run("ip -6 route add blackhole " HERE6 "/128"); /* the answers get lost */
	CHECK_OK(ox_listen_on("*:7777", 4));
	CHECK_INT(1, write(ready, "", 1));
}

int main(void)
{
	char where[OX_TEXT_MAX];
	int64_t start, took;
	int s;

	enter_two_hosts(there);
	put_file("hosts", THERE6 " other.test\n" THERE4 " other.test\n");
	start = ox_now();
	s = CHECK_OK(ox_dial("other.test:7777", start + 5000000));
	took = ox_now() - start;
	CHECK(took >= 250000 && took < 2000000);
	CHECK_OK(ox_peer(s, where, sizeof where));
	CHECK(strcmp(where, "tcp://" THERE4 ":7777") == 0);
	CHECK_ERR(ETIMEDOUT, ox_dial("[" THERE6 "]:7777", ox_now() + 100000));
	return 0;
}
