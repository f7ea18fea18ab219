/* With SO_LINGER close(2) waits until the peer has what was sent, or for a time. ox_close waits so,
   and not the calls of other threads that it ends. */
#include "close_blocked.h"

static int64_t returned;

static int receive(int s)
{
	char byte;
	int result = ox_recv(s, &byte, 1, 0);

	returned = ox_now();
	return result;
}

int main(void)
{
	const struct linger linger = {1, 1};
	struct blocked blocked;
	int64_t begun;
	int s[2];

	tcp_pair(s);
	fill(s[0]);
	CHECK_INT(0, ox_setsockopt(s[0], SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
	block(&blocked, receive, s[0]);
	begun = ox_now();
	CHECK_INT(0, ox_close(s[0]));
	CHECK(ox_now() - begun >= 900000);
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK(returned - begun < 500000);
	return 0;
}
