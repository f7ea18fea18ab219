/* A call waits alone, then with another one, and alone again, since it has received a part. Closing
   wakes it also then. */
#include "close_blocked.h"
#include "meddle.h"

static int s[2];
static struct blocked other;
static _Atomic int tries;

static int receive_one(int handle)
{
	char byte;

	return ox_recv(handle, &byte, 1, 0);
}

/* After the first wait, take the byte away, and have another call wait for the next. */
static int take_away(int time, const struct seccomp_data *call)
{
	char byte;

	(void)call;
	if (time == 1) {
		CHECK_INT(1, ox_recv(s[0], &byte, 1, MSG_DONTWAIT));
		block(&other, receive_one, s[0]);
	}
	tries++;
	return GO_ON;
}

static int receive_three(int handle)
{
	static struct meddler meddler = {.number = SYS_recvfrom, .decide = take_away};
	char bytes[3];

	meddle(&meddler);
	return ox_recv(handle, bytes, 3, MSG_WAITALL);
}

int main(void)
{
	struct blocked receiver;

	unix_pair(SOCK_STREAM, s);
	receiver.call = receive_three;
	receiver.s = s[0];
	receiver.tid = start_thread(&receiver.thread, blocked_run, &receiver);
	while (tries < 1)
		sched_yield();
	wait_until_blocked_in(receiver.tid, NUMBER_OF_WAIT);
	CHECK_INT(1, ox_send(s[1], "a", 1, 0)); /* which is taken away */
	while (tries < 2)
		sched_yield();
	wait_until_blocked_in(receiver.tid, SYS_epoll_pwait);
	wait_until_blocked_in(other.tid, SYS_epoll_pwait);
	CHECK_INT(2, ox_send(s[1], "bc", 2, 0)); /* one for each, or both for the one */
	wait_until_blocked_in(receiver.tid, NUMBER_OF_WAIT);
	CHECK_INT(0, ox_close(s[0]));
	CHECK(result_of(&receiver) >= 1);
	pthread_join(other.thread, NULL);
	return 0;
}
