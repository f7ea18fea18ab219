/*
 * Threads go on while the process ends: until it has ended, they have their rules and
 * explanations, also after the library's own destructors have run.
 */
#include "check.h"

static int rule;
static const char *gone; /* nothing, if all is well */
static sem_t is_ready, is_ending, has_looked;

static void *use(void *unused)
{
	CHECK_ERR(EINVAL, ox_fault("nothing"));
	CHECK(ox_explanation()[0] != '\0');
	sem_post(&is_ready);
	await(&is_ending);
	if (ox_explanation()[0] == '\0')
		gone = "the explanation";
	if (ox_fault_count(rule) != 0)
		gone = "the rule";
	sem_post(&has_looked);
	return unused;
}

/* The C library writes what is left in streams when all destructors have run. */
static ssize_t write_at_the_end(void *unused, const char *bytes, size_t size)
{
	(void)unused;
	(void)bytes;
	sem_post(&is_ending);
	await(&has_looked);
	if (gone != NULL) {
		fprintf(stderr, "gone at the end: %s\n", gone);
		_exit(1);
	}
	return (ssize_t)size;
}

int main(void)
{
	static const cookie_io_functions_t functions = {.write = write_at_the_end};
	FILE *stream = fopencookie(NULL, "w", functions);
	pthread_t thread;
	pid_t child;

	CHECK(stream != NULL);
	child = fork();
	CHECK(child >= 0);
	if (child > 0) {
		check_child(child);
		return 0;
	}
	rule = CHECK_OK(ox_fault("ioctl error=EIO nth=1000"));
	CHECK_INT(0, sem_init(&is_ready, 0, 0));
	CHECK_INT(0, sem_init(&is_ending, 0, 0));
	CHECK_INT(0, sem_init(&has_looked, 0, 0));
	start_thread(&thread, use, NULL);
	await(&is_ready);
	fputc('x', stream);
	return 0; /* by exit, which ends the child beside its thread */
}
