/* A thread that ends amid a blocked call, by pthread_exit in a signal handler or by being cancelled
   asynchronously, is not inside the handle any more: ox_close closes the descriptor. */
#include "close_blocked.h"
#include "handle_count.h"

#include <signal.h>

enum { TIMES = 20 };

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static int receive_cancellable(int s)
{
	CHECK_INT(0, pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL));
	return receive(s);
}

static void end_thread(int number)
{
	(void)number;
	pthread_exit(NULL);
}

static void end_amid_call(int by_cancelling)
{
	struct blocked blocked;
	char byte;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	block(&blocked, by_cancelling ? receive_cancellable : receive, s[0]);
	if (by_cancelling)
		CHECK_INT(0, pthread_cancel(blocked.thread));
	else
		CHECK_INT(0, pthread_kill(blocked.thread, SIGUSR1));
	result_of(&blocked);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_recv(s[1], &byte, 1, 0)); /* the peer sees the end */
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	const struct sigaction action = {.sa_handler = end_thread};
	int i, before;

	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	before = open_descriptors();
	for (i = 0; i < TIMES; i++) {
		end_amid_call(0);
		end_amid_call(1);
	}
	CHECK_INT(before, open_descriptors());
	return 0;
}
