/* An error queue that nobody reads, as with timestamps of what was sent, is no error of the
   connection: a receive that waits for all, a peek that does, and a large send go on until they
   have moved all of it, as the system's do. */
#include "needs.h"

#include "close_blocked.h"

#include <linux/net_tstamp.h>

enum { MUCH = 8 << 20 };

static char text[9];

static int receive_eight(int s)
{
	return ox_recv(s, text, 8, MSG_WAITALL);
}

static int peek_eight(int s)
{
	return ox_recv(s, text, 8, MSG_WAITALL | MSG_PEEK);
}

static int send_much(int s)
{
	static const char much[MUCH];

	return ox_send(s, much, sizeof much, 0);
}

/* A connection with an entry in the error queue of its first end. */
static void make(int s[2])
{
	const int asked = SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_OPT_TSONLY;
	struct pollfd error = {.events = 0};

	tcp_pair(s);
	CHECK_INT(0, ox_setsockopt(s[0], SOL_SOCKET, SO_TIMESTAMPING, &asked, sizeof asked));
	CHECK_INT(1, ox_write(s[0], "x", 1));
	error.fd = s[0];
	if (ox_poll(&error, 1, PROMPTLY) != 1)
		SKIP("nothing is told of what was sent here");
	CHECK_INT(POLLERR, error.revents);
}

static void receives_all(int (*call)(int))
{
	struct blocked blocked;
	int s[2];

	make(s);
	CHECK_INT(3, ox_write(s[1], "abc", 3));
	block(&blocked, call, s[0]);
	CHECK_INT(5, ox_write(s[1], "defgh", 5));
	CHECK_INT(8, result_of(&blocked));
	CHECK_INT(0, memcmp("abcdefgh", text, 8));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

/* What has come before the connection's reset is received by the same call. */
static void receives_what_came_before_reset(void)
{
	const struct linger at_once = {1, 0};
	struct blocked blocked;
	int s[2];

	tcp_pair(s);
	CHECK_INT(3, ox_write(s[1], "abc", 3));
	block(&blocked, receive_eight, s[0]);
	CHECK_INT(0, ox_setsockopt(s[1], SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once));
	CHECK_INT(2, ox_write(s[1], "de", 2));
	CHECK_INT(0, ox_close(s[1]));
	CHECK_INT(5, result_of(&blocked));
	CHECK_ERR(ECONNRESET, receive_eight(s[0]));
	CHECK_INT(0, ox_close(s[0]));
}

static void sends_all(void)
{
	static char room[1 << 16];
	struct blocked blocked;
	int s[2], received, sum = 0;

	make(s);
	block(&blocked, send_much, s[0]);
	while (sum < MUCH + 1) {
		received = CHECK_OK(ox_recv(s[1], room, sizeof room, 0));
		CHECK(received > 0);
		sum += received;
		if (sum == received)
			wait_until_blocked(blocked.tid); /* it waits more than once */
	}
	CHECK_INT(MUCH, result_of(&blocked));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	needs_option(AF_INET, SOCK_STREAM, SOL_SOCKET, SO_TIMESTAMPING);
	receives_all(receive_eight);
	receives_all(peek_eight);
	receives_what_came_before_reset();
	sends_all();
	return 0;
}
