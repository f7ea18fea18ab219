/* A TCP call that receives no bytes waits until there are some. An urgent byte ends its wait, too,
   as that of recv(2). */
#include "close_blocked.h"

static int receive_nothing(int s)
{
	return ox_recv(s, NULL, 0, 0);
}

static int receive_nothing_by_system(int s)
{
	return (int)recv(ox_fd(s), NULL, 0, 0);
}

static void check(int (*call)(int s))
{
	struct blocked receiver;
	int s[2];

	tcp_pair(s);
	block(&receiver, call, s[0]);
	CHECK_INT(1, ox_send(s[1], "u", 1, MSG_OOB));
	CHECK_INT(0, result_of(&receiver));
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
}

int main(void)
{
	check(receive_nothing_by_system);
	check(receive_nothing);
	return 0;
}
