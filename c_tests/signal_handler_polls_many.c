/* A signal handler polls many sockets, among them more than ox_poll has room for on the stack,
 * while the interrupted code is in malloc. */
#include "check.h"

#include <sys/resource.h>
#include <sys/time.h>

enum { MOST = 1100, ROUNDS = 500 };

static struct pollfd entries[MOST];
static nfds_t count;
static volatile sig_atomic_t rounds;

static void poll_all(int signo)
{
	int saved = errno, ready = ox_poll(entries, count, 0);

	(void)signo;
	if (ready != (int)count)
		_exit(1); /* no check is safe here */
	rounds++;
	errno = saved;
}

static void polls(nfds_t how_many)
{
	static void *pieces[256];
	struct itimerval often = {{0, 100}, {0, 100}}, never = {{0, 0}, {0, 0}};
	unsigned i, seed = 1;

	often.it_interval.tv_usec += how_many; /* and between them there is time for the rest */

	count = how_many;
	rounds = 0;
	CHECK_INT(0, setitimer(ITIMER_REAL, &often, NULL));
	while (rounds < ROUNDS) {
		i = rand_r(&seed) % 256;
		free(pieces[i]);
		pieces[i] = malloc(rand_r(&seed) % 4000);
		CHECK(pieces[i] != NULL);
	}
	CHECK_INT(0, setitimer(ITIMER_REAL, &never, NULL));
	printf("%d entries\n", (int)how_many);
}

int main(void)
{
	struct sigaction action;
	struct rlimit limit;
	int i, s[2];

	memset(&action, 0, sizeof action);
	action.sa_handler = poll_all;
	action.sa_flags = SA_RESTART;
	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &limit));
	limit.rlim_cur = limit.rlim_max;
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &limit));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	for (i = 0; i < MOST; i++) {
		entries[i].fd = s[0];
		entries[i].events = POLLOUT;
	}
	CHECK_INT(1, ox_poll(entries, 1, 0)); /* a thread's first call may allocate */
	CHECK_INT(0, sigaction(SIGALRM, &action, NULL));
	polls(10);
	polls(100);
	if (limit.rlim_cur > MOST)
		polls(MOST);
	return 0;
}
