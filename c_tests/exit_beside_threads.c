/* Threads run while the process ends: until it has ended they keep their fault rules and
 * explanations, also after the library's own destructors have run. */
#include "exit_late.h"

static int rule;
static sem_t is_ready;

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

int main(void)
{
	pid_t child = fork();

	CHECK(child >= 0);
	if (child > 0) {
		check_child(child);
		return 0;
	}
	rule = CHECK_OK(ox_fault("ioctl error=EIO nth=1000"));
	CHECK_INT(0, sem_init(&is_ready, 0, 0));
	start_until_the_end(use);
	await(&is_ready);
	return 0; /* by exit, which ends the child beside its thread */
}
