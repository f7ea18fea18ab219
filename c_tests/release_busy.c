/* While another thread is in a call on the handle, ox_release gives EBUSY and changes nothing:
   otherwise the call and the new owner would use the descriptor at the same time. */
#include "close_blocked.h"

static int receive(int s)
{
	char byte;
	int received = ox_recv(s, &byte, 1, 0);

	return received == 1 ? byte : received;
}

static int wait_for_input(int s)
{
	struct pollfd entry = {s, POLLIN, 0};

	CHECK_INT(1, ox_poll(&entry, 1, -1));
	return entry.revents;
}

int main(void)
{
	struct blocked receiver, poller;
	int fd, s[2];

	unix_pair(SOCK_STREAM, s);
	block(&receiver, receive, s[0]);
	CHECK_ERR(EBUSY, ox_release(s[0]));
	CHECK_INT(EBUSY, errno);
	CHECK_INT(1, ox_send(s[1], "a", 1, 0));
	CHECK_INT('a', result_of(&receiver));

	/* ox_poll moves nothing: it is told that the handle is dead. */
	block(&poller, wait_for_input, s[0]);
	fd = CHECK_OK(ox_release(s[0]));
	CHECK_INT(POLLNVAL, result_of(&poller));
	CHECK_INT(1, ox_send(s[1], "c", 1, 0));
	CHECK_INT(0, ox_close(CHECK_OK(ox_adopt(fd))));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
