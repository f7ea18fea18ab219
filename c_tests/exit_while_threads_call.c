/* A process may end while other threads are in calls: nothing that unloading would release is taken
   from them. */
#include "check.h"

#include <sys/resource.h>

#define MANY 1200 /* more than there is room for at first */

static int dead[MANY];
static sem_t are_running;

static void *call(void *argument)
{
	int i = 0, told = 0;
	char byte = 0;

	(void)argument;
	for (;; i = (i + 1) % MANY) {
		int s[2];

		CHECK_INT(-EBADF, ox_send(dead[i], &byte, 1, 0));
		CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
		CHECK_INT(1, ox_write(s[0], &byte, 1));
		CHECK_INT(1, ox_read(s[1], &byte, 1));
		CHECK_INT(0, ox_close(s[0]));
		CHECK_INT(0, ox_close(s[1]));
		if (!told++)
			sem_post(&are_running);
	}
	return NULL;
}

static void end_while_threads_call(void)
{
	pthread_t thread;
	int i;

	for (i = 0; i < MANY; i++)
		dead[i] = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));
	for (i = 0; i < MANY; i++)
		CHECK_INT(0, ox_close(dead[i]));
	CHECK_INT(0, sem_init(&are_running, 0, 0));
	for (i = 0; i < 4; i++)
		start_thread(&thread, call, NULL);
	for (i = 0; i < 4; i++)
		await(&are_running);
	exit(0);
}

int main(void)
{
	struct rlimit limit;
	int i;

	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &limit));
	limit.rlim_cur = limit.rlim_max;
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &limit));
	if (limit.rlim_cur < MANY + 50)
		SKIP("too few descriptors here");

	for (i = 0; i < 30; i++) {
		pid_t child = fork();

		CHECK(child >= 0);
		if (child == 0)
			end_while_threads_call();
		check_child(child);
	}
	return 0;
}
