/* Closing the handle ends a whole transfer with ECANCELED, and *done stays true. */
#include "whole_buffers.h"

static size_t done;

static int receive_ten(int s)
{
	static char buf[10];

	return ox_recv_all(s, buf, sizeof buf, OX_FOREVER, &done);
}

static int send_plenty(int s)
{
	static char plenty[16 * 1000 * 1000];

	return ox_send_all(s, plenty, sizeof plenty, OX_FOREVER, &done);
}

static void is_woken(int s[2])
{
	static char received[16 * 1000 * 1000];
	struct blocked blocked;
	size_t got;

	CHECK_INT(3, ox_write(s[0], "abc", 3));
	block(&blocked, receive_ten, s[1]);
	CHECK_INT(0, ox_close(s[1]));
	CHECK_INT(-ECANCELED, result_of(&blocked));
	CHECK_INT(3, done);
	CHECK_INT(0, ox_close(s[0]));

	unix_pair(SOCK_STREAM, s);
	block(&blocked, send_plenty, s[0]);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(-ECANCELED, result_of(&blocked));
	CHECK_ERR(ENODATA, ox_recv_all(s[1], received, sizeof received, in_ms(5000), &got));
	CHECK_INT(done, got);
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	over_each_stream(is_woken);
	return 0;
}
