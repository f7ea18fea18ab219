/* ox_recvmmsg waits for all of its messages until the receiving deadline. Then it returns
   those that have come, and ETIMEDOUT if none has. Its own timeout ends it with EAGAIN. */
#include "deadline_time.h"
#include "needs.h"

static int receive_three(int s, struct timespec *timeout)
{
	char bytes[3];
	struct iovec parts[3] = {{&bytes[0], 1}, {&bytes[1], 1}, {&bytes[2], 1}};
	struct mmsghdr messages[3];
	int i;

	memset(messages, 0, sizeof messages);
	for (i = 0; i < 3; i++) {
		messages[i].msg_hdr.msg_iov = &parts[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	return ox_recvmmsg(s, messages, 3, 0, timeout);
}

int main(void)
{
	struct timespec hour = {3600, 0}, moment = {0, 10 * 1000 * 1000};
	int64_t deadline;
	int s[2];

	needs_recvmmsg();
	unix_pair(SOCK_DGRAM, s);
	deadline = in_ms(20);
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, deadline));
	CHECK_TIMES_OUT(deadline, receive_three(s[0], NULL));
	CHECK_TIMES_OUT(deadline, receive_three(s[0], &hour));

	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_INT(1, ox_send(s[1], "y", 1, 0));
	deadline = in_ms(20);
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, deadline));
	CHECK_INT(2, receive_three(s[0], NULL));
	CHECK(ox_now() >= deadline);

	/* The earlier of timeout and deadline counts. */
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, in_ms(PROMPTLY)));
	CHECK_ERR(EAGAIN, receive_three(s[0], &moment));
	return 0;
}
