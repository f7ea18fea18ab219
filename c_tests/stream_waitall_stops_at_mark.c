/* Even MSG_WAITALL does not read over the out-of-band mark: it returns what lies before it. */
#include "check.h"

static void stop_at_mark(const int s[2])
{
	char buf[16];
	CHECK_INT(6, ox_send(s[0], "before", 6, 0));
	CHECK_INT(1, ox_send(s[0], "!", 1, MSG_OOB));
	CHECK_INT(5, ox_send(s[0], "after", 5, 0));
	struct pollfd urgent = {.fd = s[1], .events = POLLPRI};
	CHECK_INT(1, ox_poll(&urgent, 1, 5000));

	CHECK_INT(6, ox_recv(s[1], buf, 11, MSG_WAITALL));
	CHECK(memcmp(buf, "before", 6) == 0);
	CHECK_INT(1, ox_sockatmark(s[1]));
	CHECK_INT(5, ox_recv(s[1], buf, 5, MSG_WAITALL));
	CHECK(memcmp(buf, "after", 5) == 0);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

static int receiver;

static void *receive(void *unused)
{
	char buf[16];

	CHECK_INT(3, ox_recv(receiver, buf, 9, MSG_WAITALL));
	CHECK(memcmp(buf, "bef", 3) == 0);
	return unused;
}

/* Nor does it when the mark arrives while it waits. */
static void stop_at_late_mark(const int s[2])
{
	pthread_t thread;
	int tid;

	receiver = s[1];
	tid = start_thread(&thread, receive, NULL);
	wait_until_blocked(tid);
	CHECK_INT(3, ox_send(s[0], "bef", 3, 0));
	while (CHECK_OK(ox_available(s[1])) > 0)
		sched_yield();
	wait_until_blocked(tid);
	CHECK_INT(1, ox_send(s[0], "!", 1, MSG_OOB));
	CHECK_INT(5, ox_send(s[0], "after", 5, 0));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int s[2];
	tcp_pair(s);
	stop_at_mark(s);

	/* The same with a deadline that is far away. */
	tcp_pair(s);
	CHECK_INT(0, ox_deadline(s[1], OX_RECEIVING, ox_now() + 60000000));
	stop_at_mark(s);

	tcp_pair(s);
	stop_at_late_mark(s);
	return 0;
}
