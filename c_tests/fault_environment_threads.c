/* The rules of OXSOCK_FAULTS hold for the first calls of all threads, also where several make
 * theirs at the same moment: each waits until another has read the rules. */
#include "needs.h"

enum { THREADS = 4, PROCESSES = 60 };

static pthread_barrier_t start;

static void *open_one(void *nothing)
{
	pthread_barrier_wait(&start);
	CHECK_ERR(EMFILE, ox_socket(AF_INET, SOCK_DGRAM, 0));
	return nothing;
}

static void open_at_once(void)
{
	pthread_t threads[THREADS];
	int i;

	CHECK_INT(0, pthread_barrier_init(&start, NULL, THREADS));
	for (i = 0; i < THREADS; i++)
		CHECK_INT(0, pthread_create(&threads[i], NULL, open_one, NULL));
	for (i = 0; i < THREADS; i++)
		CHECK_INT(0, pthread_join(threads[i], NULL));
}

int main(int argc, char **argv)
{
	int i;

	if (argc > 1) {
		open_at_once();
		return 0;
	}
	needs_exec();
	for (i = 0; i < PROCESSES; i++) {
		pid_t child = fork();

		CHECK(child >= 0);
		if (child == 0) {
			setenv("OXSOCK_FAULTS",
			       "recv on=unix:@a short=1; recv on=unix:@b short=1; socket error=EMFILE", 1);
			execl("/proc/self/exe", argv[0], "again", (char *)NULL);
			_exit(1);
		}
		CHECK_INT(0, wait_for_child(child));
	}
	return 0;
}
