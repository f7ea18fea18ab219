/* Another host that answers by both families is reached by IPv6, at once, and its server sees one
   connection only. */
#include "two_hosts.h"

#define SECOND_ATTEMPT 250000 /* microseconds after the first */

static void there(int ready)
{
	int listener = CHECK_OK(ox_listen_on("*:7777", 4));
	char peer[OX_TEXT_MAX];

	CHECK_INT(1, write(ready, "", 1));
	for (;;) {
		int s = CHECK_OK(ox_accept(listener, NULL, NULL));

		CHECK_OK(ox_peer(s, peer, sizeof peer));
		ox_write(s, peer, strlen(peer) + 1); /* one that lost a race is gone */
	}
}

/* Dial. Where the first attempt takes so long that RFC 8305 begins the second, because the machine
   or the new cable is slow, either may win, and nothing is to be seen: again. */
static int dial_at_once(char *here)
{
	int tries, s = -1;

	for (tries = 0; tries < 20; tries++) {
		int64_t start = ox_now();

		s = CHECK_OK(ox_dial("other.test:7777", start + 5000000));
		CHECK_OK(ox_local(s, here, OX_TEXT_MAX));
		if (ox_now() - start < SECOND_ATTEMPT)
			break;
		CHECK_INT(0, ox_close(s));
	}
	return s;
}

int main(void)
{
	char here[OX_TEXT_MAX], seen[OX_TEXT_MAX];
	int s;

	enter_two_hosts(there);
	put_file("hosts", THERE4 " other.test\n" THERE6 " other.test\n");
	s = dial_at_once(here);
	CHECK(strstr(here, "tcp://[" HERE6 "]:") == here);
	CHECK_OK(ox_read(s, seen, sizeof seen));
	CHECK(strcmp(here, seen) == 0);
	return 0;
}
