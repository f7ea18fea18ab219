/* A program closes the descriptors that it does not know, oxsock's timers among them, again and
   again, and no call is woken by closing meanwhile: every call still waits, and does not look for a
   timer for ever; also where another call has waited since before. */
#include "close_blocked.h"

enum { TIMES = 100 };

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static void close_again_and_again(int s, int peer, int last)
{
	struct blocked blocked;
	int i;

	for (i = 0; i < TIMES; i++) {
		block(&blocked, receive, s);
		CHECK_INT(1, ox_send(peer, "x", 1, 0));
		CHECK_INT(1, result_of(&blocked));
		CHECK_INT(0, syscall(SYS_close_range, last + 1, ~0U, 0));
	}
}

static void close_wakes(struct blocked *blocked, int s)
{
	CHECK_INT(0, ox_close(s));
	CHECK_ERR(ECANCELED, result_of(blocked));
}

int main(void)
{
	struct blocked patient, late;
	int last, s[2], other[2];

	unix_pair(SOCK_STREAM, other);
	unix_pair(SOCK_STREAM, s);
	last = CHECK_OK(ox_fd(s[1]));
	close_again_and_again(s[0], s[1], last);
	block(&patient, receive, other[0]);
	close_again_and_again(s[0], s[1], last); /* one call watches what was closed meanwhile */
	block(&late, receive, s[0]);
	close_wakes(&late, s[0]);
	CHECK_INT(1, ox_send(other[1], "x", 1, 0));
	CHECK_INT(1, result_of(&patient));
	return 0;
}
