/* The receiving and the sending deadline are two: setting the one leaves the other. */
#include "deadline_time.h"

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static int send_for_ever(int s)
{
	int sent;

	while ((sent = ox_send(s, "x", 1, 0)) > 0)
		;
	return sent;
}

int main(void)
{
	struct blocked blocked;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_deadline(s[0], OX_SENDING, 0));
	CHECK_ERR(ETIMEDOUT, send_for_ever(s[0]));
	block(&blocked, receive, s[0]);
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_INT(1, result_of(&blocked));

	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, 0));
	CHECK_ERR(ETIMEDOUT, receive(s[0]));
	CHECK_INT(0, ox_deadline(s[0], OX_SENDING, OX_FOREVER));
	CHECK_ERR(ETIMEDOUT, receive(s[0]));
	block(&blocked, send_for_ever, s[0]);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	return 0;
}
