/* MSG_PEEK with MSG_WAITALL returns what lies before the out-of-band mark, and does not wait for
   more; but if the mark comes first, it waits for the bytes behind it. */
#include "close_blocked.h"

static char seen[16];

static int peek(int s)
{
	return ox_recv(s, seen, 9, MSG_PEEK | MSG_WAITALL);
}

/* In another thread, which does not sleep for long: there is something, but not enough. */
static void start(struct blocked *peeker, int s)
{
	peeker->call = peek;
	peeker->s = s;
	peeker->tid = start_thread(&peeker->thread, blocked_run, peeker);
}

static void wait_for_mark(int s)
{
	struct pollfd urgent = {.fd = s, .events = POLLPRI};

	CHECK_INT(1, ox_poll(&urgent, 1, PROMPTLY));
}

/* Urgent data are not left out where they are to be in line. */
static void look(int is_inline)
{
	struct blocked peeker;
	char bytes[8];
	int s[2];

	tcp_pair(s);
	CHECK_OK(ox_setsockopt(s[0], SOL_SOCKET, SO_OOBINLINE, &is_inline, sizeof is_inline));
	CHECK_INT(6, ox_send(s[1], "before", 6, 0));
	start(&peeker, s[0]);
	CHECK_INT(1, ox_send(s[1], "!", 1, MSG_OOB));
	CHECK_INT(6, result_of(&peeker));
	CHECK(memcmp(seen, "before", 6) == 0);
	CHECK_INT(5, ox_send(s[1], "after", 5, 0));
	wait_for_mark(s[0]);
	start(&peeker, s[0]);
	CHECK_INT(6, result_of(&peeker));

	CHECK_INT(6, ox_recv(s[0], bytes, 6, 0));
	CHECK_INT(1, ox_sockatmark(s[0]));
	start(&peeker, s[0]);
	CHECK_INT(5, ox_send(s[1], "wards", 5, 0));
	CHECK_INT(9, result_of(&peeker));
	CHECK(memcmp(seen, is_inline ? "!afterwar" : "afterward", 9) == 0);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	look(0);
	look(1);
	return 0;
}
