/* The N-th call is exactly one call, also while another thread makes calls of that kind that find
 * nothing to do, and so do not count. */
#include "check.h"
#include <stdatomic.h>

static int idle[2], busy[2];
static atomic_int is_over;

static void *asks_in_vain(void *nothing)
{
	char byte;

	while (!is_over)
		ox_recv(idle[1], &byte, 1, MSG_DONTWAIT);
	return nothing;
}

static void receive(void)
{
	char byte;

	CHECK_INT(1, ox_send(busy[0], "x", 1, 0));
	if (ox_recv(busy[1], &byte, 1, 0) != 1) /* the rule: then it is still there */
		CHECK_INT(1, ox_recv(busy[1], &byte, 1, 0));
}

int main(void)
{
	pthread_t thread;
	int rounds, i, rule;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, idle));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, busy));
	start_thread(&thread, asks_in_vain, NULL);
	for (rounds = 0; rounds < 200; rounds++) {
		rule = CHECK_OK(ox_fault("recv error=EIO nth=20"));
		for (i = 0; i < 40; i++)
			receive();
		CHECK_INT(1, ox_fault_count(rule));
		CHECK_OK(ox_fault_remove(rule));
	}
	is_over = 1;
	CHECK_INT(0, pthread_join(thread, NULL));
	return 0;
}
