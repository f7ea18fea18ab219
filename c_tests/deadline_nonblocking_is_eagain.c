/* On a non-blocking socket, and with MSG_DONTWAIT, calls return EAGAIN, with a deadline or without.
   */
#include "deadline_time.h"

#include <fcntl.h>

static void receiving_gives_eagain(int64_t deadline)
{
	char byte;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_deadline(s[0], OX_BOTH, deadline));
	CHECK_ERR(EAGAIN, ox_recv(s[0], &byte, 1, MSG_DONTWAIT));
	fill(s[0]);
	CHECK_INT(0, ox_fcntl(s[0], F_SETFL, O_NONBLOCK));
	CHECK_ERR(EAGAIN, ox_recv(s[0], &byte, 1, 0));
	CHECK_ERR(EAGAIN, ox_read(s[0], &byte, 1));
	CHECK_ERR(EAGAIN, ox_send(s[0], "x", 1, 0));
}

static void accepting_gives_eagain(int64_t deadline)
{
	int listener = listen_tcp4(NULL);

	CHECK_INT(0, ox_fcntl(listener, F_SETFL, O_NONBLOCK));
	CHECK_INT(0, ox_deadline(listener, OX_BOTH, deadline));
	CHECK_ERR(EAGAIN, ox_accept(listener, NULL, NULL));
}

int main(void)
{
	receiving_gives_eagain(0);
	receiving_gives_eagain(in_ms(60 * 1000));
	accepting_gives_eagain(0);
	accepting_gives_eagain(in_ms(60 * 1000));
	return 0;
}
