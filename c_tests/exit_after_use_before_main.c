/* A library that the program is linked to may use oxsock before main, when it is loaded itself.
   Threads that go on while the process ends then have their rules, too, until it has ended. */
#include "check.h"

static int rule = -EAGAIN, is_gone;
static sem_t is_ending, has_looked;

static void *use(void *unused)
{
	await(&is_ending);
	is_gone = ox_fault_count(rule) != 0;
	sem_post(&has_looked);
	return unused;
}

/* What is called before the constructors of all libraries. */
static void use_first(void)
{
	rule = ox_fault("ioctl error=EIO nth=1000");
}

__attribute__((used, section(".preinit_array"))) static void (*const before_main)(void) = use_first;

/* The C library writes what is left in streams when all destructors have run. */
static ssize_t write_at_the_end(void *unused, const char *bytes, size_t size)
{
	(void)unused;
	(void)bytes;
	sem_post(&is_ending);
	await(&has_looked);
	if (is_gone) {
		fprintf(stderr, "the rule is gone at the end\n");
		_exit(1);
	}
	return (ssize_t)size;
}

int main(void)
{
	static const cookie_io_functions_t functions = {.write = write_at_the_end};
	FILE *stream = fopencookie(NULL, "w", functions);
	pthread_t thread;

	if (rule == -EAGAIN)
		SKIP("nothing is called so early here");
	CHECK_OK(rule);
	CHECK(stream != NULL);
	CHECK_INT(0, sem_init(&is_ending, 0, 0));
	CHECK_INT(0, sem_init(&has_looked, 0, 0));
	start_thread(&thread, use, NULL);
	fputc('x', stream);
	return 0; /* by exit, beside the thread */
}
