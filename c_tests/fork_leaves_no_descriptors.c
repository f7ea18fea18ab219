/* No descriptors are kept for children: neither while 300 of them live that were forked while a
   call was blocked, nor after threads have forked at the same time. */
#include "close_blocked.h"
#include "handle_count.h"

#include <signal.h>

enum { CHILDREN = 300, FORKERS = 3, FORKS = 60 };

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static void *fork_often(void *unused)
{
	pid_t child;
	int i;

	for (i = 0; i < FORKS; i++) {
		if ((child = fork()) == 0)
			_exit(0);
		check_child(child);
	}
	return unused;
}

static void keep_children(pid_t children[CHILDREN])
{
	int i;

	for (i = 0; i < CHILDREN; i++) {
		if ((children[i] = fork()) == 0) {
			end_with_parent();
			pause();
			_exit(0);
		}
		CHECK(children[i] > 0);
	}
}

int main(void)
{
	static pid_t children[CHILDREN];
	struct blocked blocked;
	pthread_t forkers[FORKERS];
	int i, before, all, timers, rings, s[2];

	unix_pair(SOCK_STREAM, s);
	block(&blocked, receive, s[0]);
	count_descriptors(&before, &timers, &rings);
	keep_children(children);
	count_descriptors(&all, &timers, &rings);
	CHECK_INT(before, all);
	for (i = 0; i < CHILDREN; i++) {
		CHECK_INT(0, kill(children[i], SIGKILL));
		wait_for_child(children[i]);
	}
	for (i = 0; i < FORKERS; i++)
		start_thread(&forkers[i], fork_often, NULL);
	for (i = 0; i < FORKERS; i++)
		CHECK_INT(0, pthread_join(forkers[i], NULL));
	count_descriptors(&all, &timers, &rings);
	CHECK_INT(before, all);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	return 0;
}
