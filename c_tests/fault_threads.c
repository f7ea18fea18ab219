/* Rules are added and removed while other threads are in calls. */
#include "check.h"

static int done;

static void *talk(void *pair)
{
	const int *s = (const int *)pair;
	char byte;

	while (!__atomic_load_n(&done, __ATOMIC_RELAXED)) {
		CHECK_INT(1, ox_send(s[0], "x", 1, 0));
		CHECK_INT(1, ox_recv(s[1], &byte, 1, 0));
	}
	return NULL;
}

int main(void)
{
	int pairs[3][2], rule, i;
	pthread_t threads[3];

	for (i = 0; i < 3; i++) {
		CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, pairs[i]));
		start_thread(&threads[i], talk, pairs[i]);
	}
	for (i = 0; i < 2000; i++) {
		rule = CHECK_OK(ox_fault(i % 2 ? "any interrupt" : "any short=1"));
		if (i % 16 == 0)
			CHECK_OK(ox_fault_remove(0));
		else if (i % 3 != 0)
			CHECK_OK(ox_fault_remove(rule));
	}
	__atomic_store_n(&done, 1, __ATOMIC_RELAXED);
	for (i = 0; i < 3; i++)
		CHECK_INT(0, pthread_join(threads[i], NULL));
	return 0;
}
