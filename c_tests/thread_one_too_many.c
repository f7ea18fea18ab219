/* A thread for which there is no room any more, since 16384 have used handles, cannot use one:
   ENOMEM. The calls that open a socket and go on to use it leave none behind then. Here the threads
   run one after the other, at different addresses, and the program has left no key by which oxsock
   could learn of their ends. */
#include "handle_count.h"

enum { MOST = 20000, APART = 64, STACK = 256 * 1024 };

static int s;
static int is_full;

static void *use(void *unused)
{
	int there = ox_available(s);

	is_full = there == -ENOMEM;
	CHECK(is_full || there == 0);
	return unused;
}

static void check_leaves_nothing(const char *what, int result, int before)
{
	if (result == -ENOMEM && open_descriptors() == before)
		return;
	fprintf(stderr, "%s: %d, %d descriptors instead of %d\n", what, result, open_descriptors(),
		before);
	exit(1);
}

static void *open_and_use(void *unused)
{
	int before = open_descriptors();
	char path[256], endpoint[300];

	snprintf(path, sizeof path, "%s/file", temp_dir());
	snprintf(endpoint, sizeof endpoint, "unix:%s", path);
	check_leaves_nothing("tcp", ox_listen_on("127.0.0.1:0", 1), before);
	check_leaves_nothing("udp", ox_listen_on("udp://127.0.0.1:0", 1), before);
	check_leaves_nothing("unix", ox_listen_on("unix:@", 1), before);
	check_leaves_nothing("file", ox_listen_on(endpoint, 1), before);
	CHECK_INT(-1, access(path, F_OK));
	if (ox_echo_open(AF_INET) != -EACCES)
		check_leaves_nothing("echo", ox_echo_open(AF_INET), before);
	return unused;
}

static void run_at(char *stack, void *(*run)(void *))
{
	pthread_attr_t attributes;
	pthread_t thread;

	CHECK_INT(0, pthread_attr_init(&attributes));
	CHECK_INT(0, pthread_attr_setstack(&attributes, stack, STACK));
	CHECK_INT(0, pthread_create(&thread, &attributes, run, NULL));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(0, pthread_attr_destroy(&attributes));
}

int main(void)
{
	static char room[STACK + MOST * APART] __attribute__((aligned(4096)));
	pthread_key_t key;
	int i;

	temp_dir();
	while (pthread_key_create(&key, NULL) == 0)
		;
	s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	for (i = 0; i < MOST && !is_full; i++) {
		run_at(room + i * APART, use);
		CHECK_INT(0, ox_available(s)); /* this thread was among the first */
	}
	CHECK(is_full);
	run_at(room + i * APART, open_and_use);
	CHECK_INT(0, ox_close(s));
	return 0;
}
