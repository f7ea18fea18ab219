/*
 * TCP's out-of-band byte: MSG_OOB sends and receives it apart from the stream. Its place in the
 * stream is the mark: a read stops there, and ox_sockatmark tells that it has been reached.
 */
#include "check.h"

int main(void)
{
	int s[2];
	char buf[16];
	tcp_pair(s);
	CHECK_ERR(EINVAL, ox_recv(s[1], buf, 1, MSG_OOB)); /* none has come yet */

	CHECK_INT(6, ox_send(s[0], "before", 6, 0));
	CHECK_INT(1, ox_send(s[0], "!", 1, MSG_OOB));
	CHECK_INT(5, ox_send(s[0], "after", 5, 0));

	struct pollfd urgent = {.fd = s[1], .events = POLLPRI};
	CHECK_INT(1, ox_poll(&urgent, 1, 5000));
	CHECK_INT(POLLPRI, urgent.revents);
	CHECK_INT(0, ox_sockatmark(s[1]));

	CHECK_INT(1, ox_recv(s[1], buf, sizeof buf, MSG_OOB));
	CHECK_INT('!', buf[0]);
	CHECK_ERR(EINVAL, ox_recv(s[1], buf, 1, MSG_OOB)); /* it has been taken */

	CHECK_INT(6, ox_read(s[1], buf, sizeof buf));
	CHECK(memcmp(buf, "before", 6) == 0);
	CHECK_INT(1, ox_sockatmark(s[1]));
	CHECK_INT(5, ox_recv(s[1], buf, 5, MSG_WAITALL));
	CHECK(memcmp(buf, "after", 5) == 0);
	CHECK_INT(0, ox_sockatmark(s[1]));

	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
