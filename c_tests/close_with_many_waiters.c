/* One ox_close wakes all who are blocked on the handle, however many and in whatever call. */
#include "close_blocked.h"

enum { EACH = 8 };

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

static int wait_for_input(int s)
{
	struct pollfd entry = {s, POLLIN, 0};
	int ready = ox_poll(&entry, 1, -1);

	return ready == 1 ? entry.revents : ready;
}

int main(void)
{
	struct blocked receivers[EACH], senders[EACH], pollers[EACH];
	int i, s[2];

	tcp_pair(s);
	fill(s[0]);
	for (i = 0; i < EACH; i++) {
		block(&receivers[i], receive, s[0]);
		block(&senders[i], send_for_ever, s[0]);
		block(&pollers[i], wait_for_input, s[0]);
	}
	CHECK_INT(0, ox_close(s[0]));
	for (i = 0; i < EACH; i++) {
		CHECK_ERR(ECANCELED, result_of(&receivers[i]));
		CHECK_ERR(ECANCELED, result_of(&senders[i]));
		CHECK_INT(POLLNVAL, result_of(&pollers[i]));
	}
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
