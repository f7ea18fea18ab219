/* A rule that delays counts calls as others do: a call that finds nothing to do does not count, and
 * one that has to wait counts once. So the delay applies to the second transfer, however often the
 * first was tried. */
#include "check.h"

#define DELAY 20000

static int s[2];

static int64_t time_to_receive(void)
{
	int64_t start = ox_now();
	char byte;

	CHECK_INT(1, ox_recv(s[1], &byte, 1, 0));
	return ox_now() - start;
}

static void *receiver(void *nothing)
{
	time_to_receive();
	return nothing;
}

int main(void)
{
	int second, third, all, i;
	pthread_t thread;
	char byte;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	second = CHECK_OK(ox_fault("recv delay=20ms nth=2"));
	third = CHECK_OK(ox_fault("recv delay=20ms from=3"));
	all = CHECK_OK(ox_fault("recv delay=1us"));
	for (i = 0; i < 3; i++)
		CHECK_ERR(EAGAIN, ox_recv(s[1], &byte, 1, MSG_DONTWAIT));
	CHECK_INT(0, ox_fault_count(all));
	wait_until_blocked(start_thread(&thread, receiver, NULL));
	CHECK_INT(1, ox_send(s[0], "x", 1, 0));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(0, ox_fault_count(second));
	CHECK_INT(1, ox_fault_count(all));

	CHECK_INT(2, ox_send(s[0], "yz", 2, 0));
	CHECK(time_to_receive() >= DELAY);
	CHECK_INT(1, ox_fault_count(second));
	CHECK_INT(0, ox_fault_count(third));
	CHECK(time_to_receive() >= DELAY);
	CHECK_INT(1, ox_fault_count(second));
	CHECK_INT(1, ox_fault_count(third));
	CHECK_INT(3, ox_fault_count(all));
	return 0;
}
