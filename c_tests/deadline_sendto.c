/* ox_sendto to a UNIX datagram socket whose queue is full ends with ETIMEDOUT at the sending
   deadline, also when the sender is not connected to it. */
#include "deadline_time.h"

int main(void)
{
	struct sockaddr_un name;
	socklen_t length;
	int receiver = unix_named(SOCK_DGRAM, &name, &length);
	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));
	struct sockaddr *to = (struct sockaddr *)&name;
	int64_t deadline;

	while (ox_sendto(s, "x", 1, MSG_DONTWAIT, to, length) == 1)
		;
	deadline = in_ms(20);
	CHECK_INT(0, ox_deadline(s, OX_SENDING, deadline));
	CHECK_TIMES_OUT(deadline, ox_sendto(s, "x", 1, 0, to, length));
	CHECK_INT(0, ox_close(s));
	CHECK_INT(0, ox_close(receiver));
	return 0;
}
