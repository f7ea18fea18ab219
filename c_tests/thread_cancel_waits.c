/* The calls are no cancellation points: a thread that is cancelled while blocked in one stays there
   until it returns, so that it never stays inside a handle. The thread ends at its next
   cancellation point after that. To end it at once, close the socket too. */
#include "handle_count.h"

static int result;

static void *receive(void *s)
{
	char byte;

	result = ox_recv(*(int *)s, &byte, 1, 0);
	pthread_testcancel();
	return NULL;
}

static void *receive_only(void *s)
{
	char byte;

	CHECK_ERR(ECANCELED, ox_recv(*(int *)s, &byte, 1, 0));
	return NULL;
}

static void *close_socket(void *s)
{
	CHECK_INT(0, pthread_cancel(pthread_self()));
	result = ox_close(*(int *)s);
	pthread_testcancel();
	return NULL;
}

static void check_cancelled(pthread_t thread, int expected)
{
	void *ended;

	CHECK_INT(0, pthread_join(thread, &ended));
	CHECK(ended == PTHREAD_CANCELED);
	CHECK_INT(expected, result);
	result = 1000;
}

/* Start a thread that receives, and cancel it. */
static pthread_t cancel_in_receive(int *s)
{
	pthread_t thread;
	pid_t tid = start_thread(&thread, receive, s);

	wait_until_blocked(tid);
	CHECK_INT(0, pthread_cancel(thread));
	wait_until_blocked(tid);
	return thread;
}

static void cancel_everywhere(int64_t deadline)
{
	pthread_t receiver, closer;
	int s[2];

	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, deadline));
	receiver = cancel_in_receive(&s[0]);
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	check_cancelled(receiver, 1);

	receiver = cancel_in_receive(&s[0]);
	CHECK_INT(0, ox_close(s[0]));
	check_cancelled(receiver, -ECANCELED);
	CHECK_INT(0, ox_close(s[1]));

	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, deadline));
	wait_until_blocked(start_thread(&receiver, receive_only, &s[0]));
	start_thread(&closer, close_socket, &s[0]);
	CHECK_INT(0, pthread_join(receiver, NULL));
	check_cancelled(closer, 0);
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int before;

	cancel_everywhere(ox_now() + 60000000);
	before = open_descriptors();
	cancel_everywhere(ox_now() + 60000000);
	cancel_everywhere(OX_FOREVER);
	CHECK_INT(before, open_descriptors());
	return 0;
}
