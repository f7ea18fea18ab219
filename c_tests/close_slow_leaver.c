/* A call that closing has woken may be slow to leave, here because a signal handler keeps it. Calls
   that wait on other handles sleep meanwhile and use no processor time. */
#include "signal_handler.h"

enum { WAIT = 200, AT_MOST = 100 }; /* milliseconds; of the processor's, without sleep: 200 */

static int entered[2], let_go[2];

static void keep(int number)
{
	char byte = (char)number;

	if (write(entered[1], &byte, 1) != 1 || read(let_go[0], &byte, 1) != 1)
		_exit(1);
}

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static int64_t processor_time(void)
{
	struct timespec used;

	CHECK_INT(0, clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used));
	return used.tv_sec * INT64_C(1000) + used.tv_nsec / 1000000;
}

static void check_poll_sleeps(int s)
{
	struct pollfd entry = {0, POLLIN, 0};
	int64_t before = processor_time();

	entry.fd = s;
	CHECK_INT(0, ox_poll(&entry, 1, WAIT));
	CHECK(processor_time() - before < AT_MOST);
}

static void check_receive_sleeps(int s)
{
	int64_t before = processor_time();

	CHECK_INT(0, ox_deadline(s, OX_RECEIVING, ox_now() + WAIT * 1000));
	CHECK_ERR(ETIMEDOUT, receive(s));
	CHECK(processor_time() - before < AT_MOST);
}

int main(void)
{
	struct blocked slow;
	struct sigaction action;
	char byte = 0;
	int other[2], s[2];

	memset(&action, 0, sizeof action);
	action.sa_handler = keep;
	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	CHECK_INT(0, pipe(entered));
	CHECK_INT(0, pipe(let_go));
	unix_pair(SOCK_STREAM, s);
	unix_pair(SOCK_STREAM, other);
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, ox_now() + 60000000)); /* waits in poll */

	block(&slow, receive, s[0]);
	CHECK_INT(0, pthread_kill(slow.thread, SIGUSR1));
	CHECK_INT(1, read(entered[0], &byte, 1));
	CHECK_INT(0, ox_close(s[0]));
	check_poll_sleeps(other[0]);
	check_receive_sleeps(other[0]);
	CHECK_INT(1, write(let_go[1], &byte, 1));
	CHECK_ERR(ECANCELED, result_of(&slow));
	return 0;
}
