/* A program that loads and unloads oxsock again and again, as one with plug-ins does, does not
   grow: unloading gives back descriptors, memory, mappings and the keys of threads. */
#include "loaded.h"

#include "handle_count.h"

static struct {
	int (*socketpair)(int domain, int type, int protocol, int *sv);
	int (*write)(int s, const void *buf, size_t len);
	int (*read)(int s, void *buf, size_t len);
	int (*deadline)(int s, int which, int64_t when);
	int64_t (*now)(void);
	int (*close)(int s);
	int (*dial)(const char *endpoint, int64_t deadline);
	const char *(*explanation)(void);
	int (*fault)(const char *rule);
} ox;

static void find_all(void *library)
{
	find(library, "ox_socketpair", &ox.socketpair);
	find(library, "ox_write", &ox.write);
	find(library, "ox_read", &ox.read);
	find(library, "ox_deadline", &ox.deadline);
	find(library, "ox_now", &ox.now);
	find(library, "ox_close", &ox.close);
	find(library, "ox_dial", &ox.dial);
	find(library, "ox_explanation", &ox.explanation);
	find(library, "ox_fault", &ox.fault);
}

/* More sockets than there is room for at first. */
static void many_sockets(void)
{
	static int s[800][2];
	int i;

	for (i = 0; i < 800; i++)
		CHECK_INT(0, ox.socketpair(AF_UNIX, SOCK_STREAM, 0, s[i]));
	for (i = 0; i < 800; i++) {
		CHECK_INT(0, ox.close(s[i][0]));
		CHECK_INT(0, ox.close(s[i][1]));
	}
}

static void *use_in_a_thread(void *argument)
{
	(void)argument;
	CHECK_INT(-EINVAL, ox.dial("nonsense://", 0));
	CHECK(ox.explanation()[0] != '\0');
	return NULL;
}

/* Use what takes something of the process: a wait, an explanation, a rule, many sockets, threads.
   The last two take time. */
static void use(int thoroughly)
{
	char byte = 'x';
	pthread_t thread;
	int s[2];

	CHECK_INT(0, ox.socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_INT(0, ox.deadline(s[0], OX_BOTH, ox.now() + 50));
	CHECK_INT(-ETIMEDOUT, ox.read(s[0], &byte, 1));
	CHECK_INT(1, ox.write(s[0], &byte, 1));
	CHECK_INT(0, ox.close(s[0]));
	CHECK_INT(0, ox.close(s[1]));
	CHECK_INT(-EINVAL, ox.dial("nonsense://", 0));
	CHECK(ox.explanation()[0] != '\0');
	CHECK_OK(ox.fault("recv error=ECONNRESET nth=1000"));
	if (thoroughly) {
		many_sockets();
		start_thread(&thread, use_in_a_thread, NULL);
		CHECK_INT(0, pthread_join(thread, NULL));
	}
}

static void cycles(const char *path, int count)
{
	while (count-- > 0) {
		void *library = load(path);

		find_all(library);
		use(count % 100 == 0);
		CHECK_INT(0, dlclose(library));
		CHECK(dlopen(path, RTLD_NOW | RTLD_NOLOAD) == NULL);
	}
}

static int count_lines(const char *path)
{
	FILE *file = fopen(path, "r");
	int c, lines = 0;

	CHECK(file != NULL);
	while ((c = getc(file)) != EOF)
		lines += c == '\n';
	fclose(file);
	return lines;
}

/* In bytes, what the program has mapped; what is in memory can be an emulator's. */
static long mapped(void)
{
	FILE *file = fopen("/proc/self/maps", "r");
	unsigned long first, end;
	char line[600];
	long sum = 0;

	CHECK(file != NULL);
	while (fgets(line, sizeof line, file) != NULL)
		if (sscanf(line, "%lx-%lx", &first, &end) == 2)
			sum += (long)(end - first);
	fclose(file);
	return sum;
}

int main(int argc, char **argv)
{
	struct rlimit limit;
	int descriptors, mappings;
	long before;

	CHECK(argc > 1);
	CHECK_INT(0, getrlimit(RLIMIT_NOFILE, &limit));
	limit.rlim_cur = limit.rlim_max;
	CHECK_INT(0, setrlimit(RLIMIT_NOFILE, &limit));
	if (limit.rlim_cur < 1700)
		SKIP("too few descriptors here");
	CHECK_INT(0, dlclose(load(argv[1])));
	if (dlopen(argv[1], RTLD_NOW | RTLD_NOLOAD) != NULL)
		SKIP("the C library unloads nothing");
	cycles(argv[1], 200); /* what the C library keeps for later */
	descriptors = open_descriptors();
	mappings = count_lines("/proc/self/maps");
	before = mapped();
	cycles(argv[1], 2000);
	CHECK_INT(descriptors, open_descriptors());
	CHECK_INT(mappings, count_lines("/proc/self/maps"));
	CHECK(mapped() - before < 512 * 1024);
	return 0;
}
