/* ox_recvmmsg, when it goes on after having waited, takes as many messages as are still wanted,
   and leaves the others in the queue and what lies behind the array alone. */
#include "meddle.h"

static int s[2];

/* Two messages come when it waits for one. */
static int send_two(int time, const struct seccomp_data *call)
{
	(void)call;
	if (time == 0) {
		CHECK_INT(1, ox_write(s[1], "2", 1));
		CHECK_INT(1, ox_write(s[1], "3", 1));
	}
	return GO_ON;
}

int main(void)
{
	static struct meddler meddler = {.number = NUMBER_OF_WAIT, .decide = send_two};
	char text[4] = "";
	struct iovec buffers[4];
	struct mmsghdr messages[4];
	int i;

	memset(messages, 0, sizeof messages);
	for (i = 0; i < 4; i++) {
		buffers[i].iov_base = &text[i];
		buffers[i].iov_len = 1;
		messages[i].msg_hdr.msg_iov = &buffers[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	unix_pair(SOCK_DGRAM, s);
	CHECK_OK(ox_fd(s[0])); /* so that it waits in poll */
	CHECK_INT(1, ox_write(s[1], "1", 1));
	CHECK_INT(1, ox_write(s[1], "", 1));
	meddle(&meddler);
	CHECK_INT(3, ox_recvmmsg(s[0], messages, 3, 0, NULL));
	CHECK_INT('2', text[2]);
	CHECK_INT(0, text[3]);
	CHECK_INT(0, messages[3].msg_len);
	CHECK_INT(1, ox_available(s[0]));
	return 0;
}
