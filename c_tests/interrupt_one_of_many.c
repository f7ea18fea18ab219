/* ox_poll ends with EINTR if any handle in it is OX_INTERRUPTIBLE, and only then. */
#include "signal_handler.h"

static int other;

static int wait_for_both(int s)
{
	struct pollfd entries[2] = {{other, POLLIN, 0}, {s, POLLIN, 0}};

	return ox_poll(entries, 2, -1);
}

int main(void)
{
	const int yes = 1, no = 0;
	struct blocked blocked;
	int s[2];

	count_signals(SIGUSR1);
	other = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_setsockopt(s[0], SOL_OX, OX_INTERRUPTIBLE, &yes, sizeof yes));
	block(&blocked, wait_for_both, s[0]);
	interrupt(&blocked);
	CHECK_ERR(EINTR, result_of(&blocked));

	CHECK_INT(0, ox_setsockopt(s[0], SOL_OX, OX_INTERRUPTIBLE, &no, sizeof no));
	block(&blocked, wait_for_both, s[0]);
	interrupt(&blocked);
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_INT(1, result_of(&blocked));
	return 0;
}
