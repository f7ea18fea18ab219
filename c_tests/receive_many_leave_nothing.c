/* What the calls of several threads on one socket wait on is closed with the socket; also where the
   socket lives on, because a duplicate of its descriptor does. */
#include "handle_count.h"
#include "receivers.h"

int main(void)
{
	struct receivers receivers;
	int round, s[2], duplicate, before = 0;

	for (round = 0; round < 4; round++) {
		unix_pair(SOCK_DGRAM, s);
		CHECK((duplicate = dup(ox_fd(s[0]))) >= 0);
		start_receivers(&receivers, take_datagram, s[0]);
		pass_datagrams(&receivers, s[1], 1);
		CHECK_INT(0, ox_close(s[0]));
		join_receivers(&receivers, ECANCELED);
		CHECK_INT(1, ox_send(s[1], "y", 1, 0)); /* to the duplicate */
		CHECK_INT(0, close(duplicate));
		CHECK_INT(0, ox_close(s[1]));
		CHECK_INT(-1, next_epoll_set(-1));
		if (round == 0)
			before = open_descriptors();
		CHECK_INT(before, open_descriptors());
	}
	return 0;
}
