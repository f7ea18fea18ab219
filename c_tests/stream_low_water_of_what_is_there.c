/* SO_RCVLOWAT makes a call wait for so many bytes, also if fewer have arrived before it; in a
 * process with one thread and with several. */
#include "close_blocked.h"

enum { MARK = 6 };

static int receive(int s)
{
	char bytes[2 * MARK];

	CHECK_INT(1, ox_recv(s, bytes, 1, 0)); /* a thread's first call on a handle is made otherwise */
	return ox_recv(s, bytes, sizeof bytes, 0);
}

static void check(const int s[2])
{
	const int mark = MARK;
	struct blocked receiver;

	CHECK_OK(ox_setsockopt(s[0], SOL_SOCKET, SO_RCVLOWAT, &mark, sizeof mark));
	CHECK_INT(4, ox_send(s[1], "xabc", 4, 0));
	while (CHECK_OK(ox_available(s[0])) < 4)
		sched_yield();
	block(&receiver, receive, s[0]);
	CHECK_INT(3, ox_send(s[1], "def", 3, 0));
	CHECK_INT(0, pthread_join(receiver.thread, NULL));
	CHECK_INT(MARK, receiver.result);
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
}

int main(void)
{
	int s[2];

	tcp_pair(s);
	check(s);
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	check(s);
	return 0;
}
