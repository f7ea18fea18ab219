/* Closing one of many handles that threads wait on wakes its own waiter, and few of the others: at
   most one in sixteen. oxsock uses at most 32 descriptors for that. */
#include "close_blocked.h"
#include "handle_count.h"

enum { THREADS = 320, CLOSED = 10 };

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

/* How often a thread has gone to sleep. */
static long sleeps_of(pid_t tid)
{
	static const char name[] = "voluntary_ctxt_switches:";
	char path[64], line[256];
	long count = -1;
	FILE *file;

	snprintf(path, sizeof path, "/proc/self/task/%d/status", (int)tid);
	CHECK((file = fopen(path, "r")) != NULL);
	while (fgets(line, sizeof line, file) != NULL)
		if (strncmp(line, name, sizeof name - 1) == 0)
			count = atol(line + sizeof name - 1);
	fclose(file);
	CHECK(count >= 0);
	return count;
}

static long sleeps_of_others(const struct blocked blocked[THREADS])
{
	long count = 0;
	int i;

	for (i = CLOSED; i < THREADS; i++)
		count += sleeps_of(blocked[i].tid);
	return count;
}

int main(void)
{
	static struct blocked blocked[THREADS];
	static int s[THREADS][2];
	long before, woken;
	int i;

	for (i = 0; i < THREADS; i++) {
		unix_pair(SOCK_STREAM, s[i]);
		blocked[i].call = receive;
		blocked[i].s = s[i][0];
		blocked[i].tid = start_thread(&blocked[i].thread, blocked_run, &blocked[i]);
	}
	for (i = 0; i < THREADS; i++)
		wait_until_blocked(blocked[i].tid);
	CHECK(wakeup_descriptors() <= 32);
	before = sleeps_of_others(blocked);
	for (i = 0; i < CLOSED; i++) {
		CHECK_INT(0, ox_close(s[i][0]));
		CHECK_ERR(ECANCELED, result_of(&blocked[i]));
	}
	for (i = CLOSED; i < THREADS; i++)
		wait_until_blocked(blocked[i].tid);
	woken = sleeps_of_others(blocked) - before;
	printf("%ld of %d were woken by %d closings\n", woken, THREADS, CLOSED);
	CHECK(woken <= CLOSED * THREADS / 16);
	CHECK(wakeup_descriptors() <= 32);
	for (i = CLOSED; i < THREADS; i++) {
		CHECK_INT(0, ox_close(s[i][0]));
		CHECK_ERR(ECANCELED, result_of(&blocked[i]));
	}
	return 0;
}
