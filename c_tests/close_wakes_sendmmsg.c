/* ox_close wakes whoever is blocked in ox_sendmmsg on the handle, because its peer does not
   read: the call returns ECANCELED. */
#include "close_kinds.h"

static int send_for_ever(int s)
{
	char byte = 'x';
	struct iovec part = {&byte, 1};
	struct mmsghdr messages[2];
	int i, sent;

	memset(messages, 0, sizeof messages);
	for (i = 0; i < 2; i++) {
		messages[i].msg_hdr.msg_iov = &part;
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	while ((sent = ox_sendmmsg(s, messages, 2, 0)) > 0)
		;
	return sent;
}

int main(void)
{
	closing_wakes_sender(send_for_ever);
	return 0;
}
