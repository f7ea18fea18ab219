/* POLLPRI tells of TCP's out-of-band byte, apart from POLLIN: it ends when the byte is taken. */
#include "check.h"

int main(void)
{
	int s[2];
	char byte;
	tcp_pair(s);
	struct pollfd p = {.fd = s[1], .events = POLLPRI};
	CHECK_INT(1, ox_write(s[0], "x", 1));
	CHECK_INT(0, ox_poll(&p, 1, 0));

	CHECK_INT(1, ox_send(s[0], "!", 1, MSG_OOB));
	CHECK_INT(1, ox_poll(&p, 1, 5000));
	CHECK_INT(POLLPRI, p.revents);
	p.events = POLLIN | POLLPRI;
	CHECK_INT(1, ox_poll(&p, 1, 0));
	CHECK_INT(POLLIN | POLLPRI, p.revents);

	CHECK_INT(1, ox_recv(s[1], &byte, 1, MSG_OOB));
	CHECK_INT('!', byte);
	CHECK_INT(1, ox_poll(&p, 1, 0));
	CHECK_INT(POLLIN, p.revents);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
