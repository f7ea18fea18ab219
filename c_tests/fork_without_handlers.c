/* A child that was made without fork handlers, by clone(2) or _Fork, closes a handle that a thread
   of its parent waits on: that one is not disturbed, in whatever way it waits, and later waits
   sleep. The child's own calls work. */
#include "close_blocked.h"

#include <signal.h>
#include <sys/resource.h>

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static pid_t bare_fork(void)
{
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
	return _Fork();
#else
	return fork_by_clone();
#endif
}

static void use_and_close(const int s[2])
{
	int own[2];
	char byte;

	if (ox_socketpair(AF_UNIX, SOCK_STREAM, 0, own) != 0)
		_exit(2);
	if (ox_send(own[0], "x", 1, 0) != 1 || ox_recv(own[1], &byte, 1, 0) != 1)
		_exit(3);
	if (ox_deadline(own[0], OX_RECEIVING, ox_now() + 1000) != 0)
		_exit(4);
	if (ox_recv(own[0], &byte, 1, 0) != -ETIMEDOUT)
		_exit(5);
	_exit(ox_close(s[0]) != 0);
}

static long sleeps_so_far(void)
{
	struct rusage usage;

	CHECK_INT(0, getrusage(RUSAGE_THREAD, &usage));
	return usage.ru_nvcsw;
}

/* A wait of 100 ms is one sleep, or a few. */
static void check_wait_sleeps(void)
{
	long before;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, ox_now() + 100000));
	before = sleeps_so_far();
	CHECK_ERR(ETIMEDOUT, receive(s[0]));
	CHECK(sleeps_so_far() - before < 16);
}

static void child_closes(pid_t (*fork_barely)(void), int64_t deadline)
{
	struct blocked blocked;
	pid_t child;
	int s[2];

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, deadline));
	block(&blocked, receive, s[0]);
	if ((child = fork_barely()) == 0)
		use_and_close(s);
	check_child(child);
	wait_until_blocked(blocked.tid);
	check_wait_sleeps();
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_INT(1, result_of(&blocked));
}

int main(void)
{
	child_closes(fork_by_clone, OX_FOREVER);
	child_closes(bare_fork, OX_FOREVER);
	child_closes(fork_by_clone, ox_now() + 60000000);
	child_closes(bare_fork, ox_now() + 60000000);
	return 0;
}
