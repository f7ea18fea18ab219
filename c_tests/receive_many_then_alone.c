/* A call waits alone, then with another one, and alone again, since it has received a part. Closing
   wakes it in each of these waits. */
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

	(void)time;
	(void)call;
	if (tries == 1) {
		CHECK_INT(1, ox_recv(s[0], &byte, 1, MSG_DONTWAIT));
		block(&other, receive_one, s[0]);
	}
	tries++;
	return GO_ON;
}

static int receive_two(int handle)
{
	static struct meddler meddler = {.number = SYS_recvfrom, .decide = take_away};
	char bytes[2];

	meddle(&meddler);
	return ox_recv(handle, bytes, 2, MSG_WAITALL);
}

int main(void)
{
	struct blocked receiver;

	unix_pair(SOCK_STREAM, s);
	block(&receiver, receive_two, s[0]);
	CHECK_INT(1, tries);
	CHECK_INT(1, ox_send(s[1], "a", 1, 0)); /* which is taken away */
	while (tries < 2)
		sched_yield();
	wait_until_blocked(receiver.tid);
	wait_until_blocked(other.tid);
	CHECK_INT(1, ox_send(s[1], "b", 1, 0));
	while (tries < 3 && pthread_tryjoin_np(other.thread, NULL) != 0)
		sched_yield();
	if (tries < 3)
		CHECK_INT(1, ox_send(s[1], "c", 1, 0));
	while (tries < 3)
		sched_yield();
	wait_until_blocked(receiver.tid);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(1, result_of(&receiver));
	return 0;
}
