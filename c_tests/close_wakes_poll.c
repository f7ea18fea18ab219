/* ox_close wakes an ox_poll that waits for the handle among others: that entry is POLLNVAL, as
   for a handle that was dead before the call. */
#include "close_blocked.h"

static int other;

/* Returns what ox_poll returned and, above that, the revents of both entries. */
static int wait_for_both(int s)
{
	struct pollfd entries[2] = {{other, POLLIN, 0}, {s, POLLIN, 0}};
	int ready = ox_poll(entries, 2, -1);

	return ready < 0 ? ready : ready | entries[0].revents << 8 | entries[1].revents << 16;
}

static void closing_is_reported(int s, const char *kind)
{
	struct blocked blocked;

	printf("%s\n", kind);
	block(&blocked, wait_for_both, s);
	CHECK_INT(0, ox_close(s));
	CHECK_INT(1 | POLLNVAL << 16, result_of(&blocked));
	CHECK_INT(1 | POLLNVAL << 16, wait_for_both(s));
}

static void closing_is_reported_in_pair(int s[2], const char *kind)
{
	closing_is_reported(s[0], kind);
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int s[2];

	other = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	tcp_pair(s);
	closing_is_reported_in_pair(s, "TCP over IPv4");
	unix_pair(SOCK_STREAM, s);
	closing_is_reported_in_pair(s, "UNIX stream");
	unix_pair(SOCK_SEQPACKET, s);
	closing_is_reported_in_pair(s, "UNIX seqpacket");
	unix_pair(SOCK_DGRAM, s);
	closing_is_reported_in_pair(s, "UNIX datagram");
	closing_is_reported(CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0)), "UDP over IPv4");
	closing_is_reported(listen_tcp4(NULL), "a listener");
	tcp6_pair(s);
	closing_is_reported_in_pair(s, "TCP over IPv6");
	CHECK_INT(0, ox_close(other));
	return 0;
}
