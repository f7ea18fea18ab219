/* On a UNIX stream MSG_PEEK with MSG_WAITALL shows what has arrived and does not wait for more, as
   on Linux; TCP waits. With one thread and with several, under a deadline, and on a socket that has
   been lent. */
#include "close_blocked.h"

static int peek_eight(int s)
{
	char text[8];

	return ox_recv(s, text, sizeof text, MSG_PEEK | MSG_WAITALL);
}

static void shows_what_is_there(int s[2])
{
	struct blocked blocked = {.call = peek_eight, .s = s[0]};
	char text[8];

	CHECK_INT(3, ox_write(s[1], "abc", 3));
	blocked.tid = start_thread(&blocked.thread, blocked_run, &blocked);
	CHECK_INT(3, result_of(&blocked));
	CHECK_INT(3, ox_recv(s[0], text, sizeof text, MSG_DONTWAIT));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	char byte[8];
	int s[2], pair[2];

	CHECK_INT(0, socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	CHECK_INT(3, send(pair[1], "abc", 3, 0));
	CHECK_INT(3, recv(pair[0], byte, sizeof byte, MSG_PEEK | MSG_WAITALL));

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(3, ox_write(s[1], "abc", 3));
	CHECK_INT(3, peek_eight(s[0])); /* as the only thread */
	unix_pair(SOCK_STREAM, s);
	shows_what_is_there(s);
	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, ox_now() + 60000000));
	shows_what_is_there(s);
	unix_pair(SOCK_STREAM, s);
	CHECK_OK(ox_fd(s[0]));
	shows_what_is_there(s);
	return 0;
}
