/* A call that a rule interrupts is restarted, as after a signal: also a read of length 0, for which
 * a system call is made too, and a poll past the deadline, which still reports a ready socket. */
#include "check.h"

int main(void)
{
	char buf[4];
	size_t done;
	int s[2], i;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_ERR(ETIMEDOUT, ox_recv_all(s[1], buf, 4, ox_now() + 1000, NULL));
	CHECK_OK(ox_fault("recv interrupt"));
	CHECK_OK(ox_fault("poll interrupt"));
	CHECK_INT(0, ox_read(s[1], NULL, 0));
	for (i = 0; i < 100; i++) {
		CHECK_INT(2, ox_write(s[0], "ab", 2));
		CHECK_ERR(ETIMEDOUT, ox_recv_all(s[1], buf, 4, 0, &done));
		CHECK_INT(2, done);
		CHECK_INT(2, ox_write(s[0], "cd", 2));
		CHECK_OK(ox_deadline(s[1], OX_RECEIVING, 0));
		CHECK_INT(2, ox_recv(s[1], buf, 4, 0));
		CHECK_ERR(ETIMEDOUT, ox_recv(s[1], buf, 4, 0));
	}
	return 0;
}
