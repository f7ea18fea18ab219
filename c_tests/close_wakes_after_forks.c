/* A blocked call is woken by ox_close also when the process has forked meanwhile: two threads at
   once, many times, and once when no descriptor was free. */
#include "close_blocked.h"
#include "handle_count.h"

enum { FORKERS = 2, FORKS = 20 };

static pthread_barrier_t all_are_here;

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static void fork_once(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	check_child(child);
}

static void *fork_often(void *unused)
{
	int i;

	pthread_barrier_wait(&all_are_here);
	for (i = 0; i < FORKS; i++)
		fork_once();
	return unused;
}

static void close_is_noticed(struct blocked *blocked, int s[2])
{
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(blocked));
	CHECK_INT(0, ox_close(s[1]));
}

static void after_two_at_once(void)
{
	struct blocked blocked;
	pthread_t forkers[FORKERS];
	int i, s[2];

	unix_pair(SOCK_STREAM, s);
	block(&blocked, receive, s[0]);
	CHECK_INT(0, pthread_barrier_init(&all_are_here, NULL, FORKERS));
	for (i = 0; i < FORKERS; i++)
		start_thread(&forkers[i], fork_often, NULL);
	for (i = 0; i < FORKERS; i++)
		CHECK_INT(0, pthread_join(forkers[i], NULL));
	close_is_noticed(&blocked, s);
}

static void after_one_without_descriptors(void)
{
	struct blocked blocked;
	struct rlimit limit;
	int i, count, s[2], taken[64];

	unix_pair(SOCK_STREAM, s);
	block(&blocked, receive, s[0]);
	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &limit));
	limit.rlim_cur = 64;
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &limit));
	for (count = 0; count < 64 && (taken[count] = dup(0)) >= 0; count++)
		;
	CHECK_INT(EMFILE, errno);
	fork_once();
	for (i = 0; i < count; i++)
		CHECK_INT(0, close(taken[i]));
	close_is_noticed(&blocked, s);
}

int main(void)
{
	after_two_at_once();
	after_one_without_descriptors();
	return 0;
}
