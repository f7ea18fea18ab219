/* MSG_PEEK with MSG_WAITALL waits until so much has come, and leaves all of it in the queue; also
   with a deadline, and on a socket that has been lent. */
#include "close_blocked.h"

static char seen[8];

static int peek_eight(int s)
{
	memset(seen, 0, sizeof seen);
	return ox_recv(s, seen, sizeof seen, MSG_PEEK | MSG_WAITALL);
}

static void sees_all(int s[2])
{
	struct blocked blocked;
	char text[8];

	CHECK_INT(3, ox_write(s[1], "abc", 3));
	block(&blocked, peek_eight, s[0]);
	CHECK_INT(5, ox_write(s[1], "defgh", 5));
	CHECK_INT(8, result_of(&blocked));
	CHECK_INT(0, memcmp("abcdefgh", seen, 8));
	CHECK_INT(8, ox_recv(s[0], text, 8, MSG_DONTWAIT));
	CHECK_INT(0, memcmp("abcdefgh", text, 8));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

/* At the end of the stream it shows what came with the end. */
static void sees_what_came_last(void)
{
	struct blocked blocked;
	int s[2];

	tcp_pair(s);
	CHECK_INT(3, ox_write(s[1], "abc", 3));
	block(&blocked, peek_eight, s[0]);
	CHECK_INT(4, ox_write(s[1], "defg", 4));
	CHECK_INT(0, ox_shutdown(s[1], SHUT_WR));
	CHECK_INT(7, result_of(&blocked));
	CHECK_INT(0, memcmp("abcdefg", seen, 8));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int s[2];

	tcp_pair(s);
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, ox_now() + 60000000));
	sees_all(s);
	tcp_pair(s);
	CHECK_OK(ox_fd(s[0]));
	sees_all(s);
	tcp_pair(s);
	sees_all(s);
	sees_what_came_last();
	return 0;
}
