/* ox_close wakes whoever is blocked in ox_sendmsg on the handle, because its peer does not
   read: the call returns ECANCELED. */
#include "close_kinds.h"

static int send_for_ever(int s)
{
	char byte = 'x';
	struct iovec part = {&byte, 1};
	struct msghdr message;
	int sent;

	memset(&message, 0, sizeof message);
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	while ((sent = ox_sendmsg(s, &message, 0)) > 0)
		;
	return sent;
}

int main(void)
{
	closing_wakes_sender(send_for_ever);
	return 0;
}
