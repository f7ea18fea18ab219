/* Another host that answers by both families is reached by IPv6, at once, and its server sees one
   connection only. */
#include "two_hosts.h"

static void there(int ready)
{
	int listener = CHECK_OK(ox_listen_on("*:7777", 4));
	char peer[OX_TEXT_MAX];

	CHECK_INT(1, write(ready, "", 1));
	for (;;) {
		int s = CHECK_OK(ox_accept(listener, NULL, NULL));

		CHECK_OK(ox_peer(s, peer, sizeof peer));
		CHECK_OK(ox_write(s, peer, strlen(peer) + 1));
	}
}

int main(void)
{
	char here[OX_TEXT_MAX], seen[OX_TEXT_MAX];
	int s;

	enter_two_hosts(there);
	put_file("hosts", THERE4 " other.test\n" THERE6 " other.test\n");
	s = CHECK_OK(ox_dial("other.test:7777", ox_now() + 5000000));
	CHECK_OK(ox_local(s, here, sizeof here));
	CHECK(strstr(here, "tcp://[" HERE6 "]:") == here);
	CHECK_OK(ox_read(s, seen, sizeof seen));
	CHECK(strcmp(here, seen) == 0);
	return 0;
}
