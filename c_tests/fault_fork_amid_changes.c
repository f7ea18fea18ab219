/* A child that is forked while another thread changes the rules neither hangs nor crashes, in calls
   or in changing them itself. */
#include "check.h"

static int done;

static void *change(void *unused)
{
	int first, second;

	(void)unused;
	while (!__atomic_load_n(&done, __ATOMIC_RELAXED)) {
		first = CHECK_OK(ox_fault("send on=unix:@nobody error=EIO"));
		second = CHECK_OK(ox_fault("send short=1000"));
		CHECK_OK(ox_fault_remove(first));
		CHECK_OK(ox_fault_remove(second));
	}
	return NULL;
}

static void child(void)
{
	char text[OX_TEXT_MAX], byte;
	int s[2], i, rule;

	alarm(10);
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	for (i = 0; i < 4; i++) {
		rule = CHECK_OK(ox_fault("recv short=1"));
		CHECK_INT(2, ox_send(s[0], "xy", 2, 0));
		CHECK_INT(1, ox_recv(s[1], &byte, 1, 0));
		CHECK_INT(12, ox_fault_text(rule, text, sizeof text));
		CHECK_OK(ox_fault_remove(rule));
	}
	CHECK_OK(ox_fault_remove(0));
	CHECK_INT(0, ox_fault_at(0));
	_exit(0);
}

int main(void)
{
	pthread_t threads[2];
	pid_t pid;
	int i;

	for (i = 0; i < 2; i++)
		start_thread(&threads[i], change, NULL);
	for (i = 0; i < 100; i++) {
		if ((pid = fork()) == 0)
			child();
		check_child(pid);
	}
	__atomic_store_n(&done, 1, __ATOMIC_RELAXED);
	for (i = 0; i < 2; i++)
		CHECK_INT(0, pthread_join(threads[i], NULL));
	return 0;
}
