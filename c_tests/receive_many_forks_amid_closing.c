/* A process forks all the time while a socket is closed that several of its threads receive from.
   All are woken: no child takes anything from the parent's waits. */
#include "receivers.h"

enum { ROUNDS = 12 };

static _Atomic int is_over;

static void *fork_all_the_time(void *unused)
{
	pid_t pid;

	while (!is_over) {
		if ((pid = fork()) == 0)
			_exit(0);
		CHECK(pid > 0);
		CHECK_INT(0, wait_for_child(pid));
	}
	return unused;
}

/* A child that runs no fork handlers closes its handle. */
static void close_in_bare_child(int s)
{
	pid_t pid = fork_by_clone();

	CHECK(pid >= 0);
	if (pid == 0)
		syscall(SYS_exit_group, ox_close(s));
	CHECK_INT(0, wait_for_child(pid));
}

int main(void)
{
	struct receivers receivers;
	pthread_t thread;
	int round, s[2];

	CHECK_INT(0, pthread_create(&thread, NULL, fork_all_the_time, NULL));
	for (round = 0; round < ROUNDS; round++) {
		unix_pair(SOCK_DGRAM, s);
		start_receivers(&receivers, take_datagram, s[0]);
		close_in_bare_child(s[0]);
		pass_datagrams(&receivers, s[1], 1);
		CHECK_INT(0, ox_close(s[0]));
		join_receivers(&receivers, ECANCELED);
		CHECK_INT(0, ox_close(s[1]));
	}
	is_over = 1;
	CHECK_INT(0, pthread_join(thread, NULL));
	return 0;
}
