/* A thread waits alone to receive from a socket, beside a timer by which it could be woken. Another
   takes the datagram that ends the wait, and the thread goes on to wait together with others. Then
   it keeps no timer open. */
#include "handle_count.h"
#include "meddle.h"
#include "receivers.h"

static int s[2], descriptor;
static struct blocked others[2];

/* When the thread has been told of the datagram, take it, and have two more threads wait. */
static int take_first(int time, const struct seccomp_data *call)
{
	char byte;
	int i;

	(void)call;
	if (time == 1) {
		CHECK_INT(1, recv(descriptor, &byte, 1, MSG_DONTWAIT));
		for (i = 0; i < 2; i++)
			block(&others[i], take_datagram, s[0]);
		CHECK(next_epoll_set(-1) >= 0);
	}
	return GO_ON;
}

static int take_after_others(int handle)
{
	static struct meddler meddler = {.number = SYS_recvfrom, .decide = take_first};

	meddle(&meddler);
	return take_datagram(handle);
}

int main(void)
{
	struct blocked first, last;
	int i, pair[2];

	unix_pair(SOCK_DGRAM, s);
	unix_pair(SOCK_DGRAM, pair);
	descriptor = CHECK_OK(ox_fd(s[0]));
	block(&first, take_after_others, s[0]);
	wait_until_blocked_in(first.tid, NUMBER_OF_WAIT);
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	wait_until_blocked_in(first.tid, SYS_epoll_pwait);
	block(&last, take_datagram, pair[0]);
	CHECK_INT(0, ox_close(pair[0])); /* timers that nobody watches any more are closed now */
	CHECK_ERR(ECANCELED, result_of(&last));
	CHECK(wakeup_descriptors() <= 2); /* that of the sets, and the last thread's */
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&first));
	for (i = 0; i < 2; i++)
		CHECK_ERR(ECANCELED, result_of(&others[i]));
	CHECK_INT(0, ox_close(s[1]));
	CHECK_INT(0, ox_close(pair[1]));
	return 0;
}
