/* A library that the program is linked to may use oxsock before main, from its constructor. Threads
   that run while the process ends still have their fault rules until it has ended. */
#include "exit_late.h"

static int rule = -EAGAIN;

static void *use(void *unused)
{
	await(&is_ending);
	if (ox_fault_count(rule) != 0)
		gone = "the rule";
	sem_post(&has_looked);
	return unused;
}

/* What is called before the constructors of all libraries. */
static void use_first(void)
{
	rule = ox_fault("ioctl error=EIO nth=1000");
}

__attribute__((used, section(".preinit_array"))) static void (*const before_main)(void) = use_first;

int main(void)
{
	if (rule == -EAGAIN)
		SKIP("nothing is called so early here");
	CHECK_OK(rule);
	start_until_the_end(use);
	return 0; /* by exit, beside the thread */
}
