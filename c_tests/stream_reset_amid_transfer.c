/* A connection is reset after a call has moved some bytes and has seen that it can move more. The
 * call returns the count, and the next call the error, as with the system's calls: a reset never
 * looks like an orderly end. */
#include "reset_amid.h"

static void *send_it(void *is_told_by_option)
{
	static struct meddler meddlers[2] = {{.number = SYS_sendto, .decide = reset_amid},
					     {.number = SYS_sendto, .decide = reset_amid}};
	int error = 0;
	socklen_t size = sizeof error;
	char byte;

	meddle(&meddlers[is_told_by_option != NULL]);
	CHECK(ox_send(s[0], much, sizeof much, 0) > 0);
	if (is_told_by_option != NULL) {
		CHECK_INT(0, ox_getsockopt(s[0], SOL_SOCKET, SO_ERROR, &error, &size));
		CHECK_INT(ECONNRESET, error);
	} else {
		CHECK_INT(0, ox_recv(s[0], &byte, 0, 0)); /* has no room for it */
		CHECK_ERR(ECONNRESET, ox_recv(s[0], &byte, 1, 0));
	}
	CHECK_INT(0, ox_recv(s[0], &byte, 1, 0));
	CHECK_ERR(EPIPE, ox_send(s[0], much, sizeof much, 0));
	return is_told_by_option;
}

static void sending(void *is_told_by_option)
{
	pthread_t thread;
	pid_t sender;

	tcp_pair(s);
	sender = start_thread(&thread, send_it, is_told_by_option);
	wait_until_blocked_in(sender, NUMBER_OF_WAIT);
	is_to_reset = 1;
	receive_some();
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(0, ox_close(s[0]));
}

/* Another thread is quicker to receive what has come. */
static int take_and_reset_amid(int time, const struct seccomp_data *call)
{
	char text[8];

	if (is_to_reset)
		CHECK_INT(3, ox_recv(s[0], text, sizeof text, MSG_DONTWAIT));
	return reset_amid(time, call);
}

static void *receive_it(void *unused)
{
	static struct meddler meddler = {.number = SYS_recvfrom, .decide = take_and_reset_amid};
	char text[8];

	meddle(&meddler);
	CHECK_INT(3, ox_recv(s[0], text, sizeof text, MSG_WAITALL));
	CHECK_ERR(ECONNRESET, ox_recv(s[0], text, sizeof text, 0));
	CHECK_INT(0, ox_recv(s[0], text, sizeof text, 0));
	return unused;
}

static void receiving(void)
{
	pthread_t thread;
	pid_t receiver;

	tcp_pair(s);
	CHECK_INT(3, ox_write(s[1], "abc", 3));
	receiver = start_thread(&thread, receive_it, NULL);
	wait_until_blocked_in(receiver, NUMBER_OF_WAIT);
	is_to_reset = 1;
	CHECK_INT(3, ox_write(s[1], "def", 3));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(0, ox_close(s[0]));
}

int main(void)
{
	sending(NULL);
	sending(s);
	receiving();
	return 0;
}
