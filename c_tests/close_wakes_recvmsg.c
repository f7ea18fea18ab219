/* ox_close wakes whoever is blocked in ox_recvmsg on the handle: the call returns
   ECANCELED. */
#include "close_kinds.h"

static int receive(int s)
{
	char byte;
	struct iovec part = {&byte, 1};
	struct msghdr message;

	memset(&message, 0, sizeof message);
	message.msg_iov = &part;
	message.msg_iovlen = 1;
	return ox_recvmsg(s, &message, 0);
}

int main(void)
{
	closing_wakes_receiver(receive);
	return 0;
}
