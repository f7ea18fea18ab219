/*
 * SHUT_RD on a raw socket: receiving returns 0 rather than wait, and a call that waits already
 * is woken with 0, deadline or not.
 */
#include "close_blocked.h"

enum { EXPERIMENTAL = 253 }; /* no packet of that protocol arrives */

static int receive(int s)
{
	char packet[100];

	return ox_recv(s, packet, sizeof packet, 0);
}

static void end_reading(int64_t deadline)
{
	struct sockaddr_in address = loopback4(0);
	struct blocked blocked;
	int s = ox_socket(AF_INET, SOCK_RAW, EXPERIMENTAL);

	if (s == -EPERM)
		SKIP("needs CAP_NET_RAW");
	CHECK_OK(s);
	CHECK_INT(0, ox_connect(s, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(0, ox_deadline(s, OX_RECEIVING, deadline));
	block(&blocked, receive, s);
	CHECK_INT(0, ox_shutdown(s, SHUT_RD));
	CHECK_INT(0, result_of(&blocked));
	CHECK_INT(0, receive(s));
	CHECK_INT(0, ox_close(s));
}

int main(void)
{
	end_reading(OX_FOREVER);
	end_reading(ox_now() + 60000000);
	return 0;
}
