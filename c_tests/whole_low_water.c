/* ox_recv_all gets the last few bytes also if they are fewer than SO_RCVLOWAT. */
#include "whole_buffers.h"

static char buf[10];

static int receive_ten(int s)
{
	return ox_recv_all(s, buf, sizeof buf, in_ms(5000), NULL);
}

int main(void)
{
	struct blocked blocked;
	int s[2];

	tcp_pair(s);
	CHECK_INT(0, ox_option_set(s[1], "socket.receive.least", 1000));
	block(&blocked, receive_ten, s[1]);
	CHECK_INT(4, ox_write(s[0], "some", 4));
	CHECK_INT(6, ox_write(s[0], " bytes", 6));
	CHECK_INT(0, result_of(&blocked));
	CHECK(memcmp(buf, "some bytes", 10) == 0);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
