/* The calls are no cancellation points: a thread that is cancelled while blocked in one stays
   there until it returns, so that it never leaves a handle in disorder. The thread ends at its
   next cancellation point after that. To end it at once, close the socket. */
#include "handle_count.h"

static int received;

static void *receive(void *s)
{
	char byte;

	received = ox_recv(*(int *)s, &byte, 1, 0);
	pthread_testcancel();
	return NULL;
}

static void cancel_in_call(void)
{
	pthread_t thread;
	void *ended;
	pid_t tid;
	int s[2];

	received = 0;
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	tid = start_thread(&thread, receive, &s[0]);
	wait_until_blocked(tid);
	CHECK_INT(0, pthread_cancel(thread));
	wait_until_blocked(tid);
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_INT(0, pthread_join(thread, &ended));
	CHECK(ended == PTHREAD_CANCELED);
	CHECK_INT(1, received);

	/* Nobody is inside any more: releasing is possible, and closing gives the number back. */
	CHECK_INT(0, close(CHECK_OK(ox_release(s[0]))));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int before;

	cancel_in_call();
	before = open_descriptors();
	cancel_in_call();
	CHECK_INT(before, open_descriptors());
	return 0;
}
