/* A connection is reset while a call with a deadline waits on it. A call that has received nothing
   returns ECONNRESET; one that has received something returns the count, and the next call returns
   the error. */
#include "close_blocked.h"

static int receive_all(int s)
{
	char text[8];

	return ox_recv(s, text, sizeof text, MSG_WAITALL);
}

static int peek_all(int s)
{
	char text[8];

	return ox_recv(s, text, sizeof text, MSG_WAITALL | MSG_PEEK);
}

static void reset(int s)
{
	const struct linger at_once = {1, 0};

	CHECK_INT(0, ox_setsockopt(s, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once));
	CHECK_INT(0, ox_close(s));
}

static void pair_with_deadline(int s[2])
{
	tcp_pair(s);
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, ox_now() + 60000000));
}

int main(void)
{
	struct blocked blocked;
	char byte;
	int s[2];

	pair_with_deadline(s);
	block(&blocked, receive_all, s[0]);
	reset(s[1]);
	CHECK_ERR(ECONNRESET, result_of(&blocked));
	CHECK_INT(0, ox_recv(s[0], &byte, 1, 0));

	pair_with_deadline(s);
	block(&blocked, receive_all, s[0]);
	CHECK_INT(3, ox_write(s[1], "abc", 3));
	wait_until_blocked(blocked.tid);
	reset(s[1]);
	CHECK_INT(3, result_of(&blocked));
	CHECK_ERR(ECONNRESET, ox_recv(s[0], &byte, 1, 0));
	CHECK_INT(0, ox_recv(s[0], &byte, 1, 0));

	pair_with_deadline(s);
	CHECK_INT(3, ox_write(s[1], "abc", 3));
	block(&blocked, peek_all, s[0]);
	reset(s[1]);
	CHECK_INT(3, result_of(&blocked));

	/* An ordinary end. */
	pair_with_deadline(s);
	CHECK_INT(3, ox_write(s[1], "abc", 3));
	block(&blocked, peek_all, s[0]);
	CHECK_INT(0, ox_close(s[1]));
	CHECK_INT(3, result_of(&blocked));
	CHECK_INT(3, receive_all(s[0]));
	return 0;
}
