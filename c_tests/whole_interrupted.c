/*
 * A signal does not end a whole transfer; on a handle with OX_INTERRUPTIBLE it does, with EINTR
 * and the count of what was moved by then.
 */
#include "signal_handler.h"

static size_t done;
static char buf[10];

static int receive_ten(int s)
{
	return ox_recv_all(s, buf, sizeof buf, OX_FOREVER, &done);
}

int main(void)
{
	struct blocked blocked;
	const int on = 1;
	int s[2];

	count_signals(SIGUSR1);
	unix_pair(SOCK_STREAM, s);
	CHECK_INT(4, ox_write(s[0], "some", 4));
	block(&blocked, receive_ten, s[1]);
	interrupt(&blocked);
	CHECK_INT(6, ox_write(s[0], " bytes", 6));
	CHECK_INT(0, result_of(&blocked));
	CHECK(memcmp(buf, "some bytes", 10) == 0);

	CHECK_OK(ox_setsockopt(s[1], SOL_OX, OX_INTERRUPTIBLE, &on, sizeof on));
	CHECK_INT(4, ox_write(s[0], "more", 4));
	block(&blocked, receive_ten, s[1]);
	interrupt(&blocked);
	CHECK_INT(-EINTR, result_of(&blocked));
	CHECK_INT(4, done);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
