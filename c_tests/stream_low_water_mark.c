/*
 * SO_RCVLOWAT makes a blocking read wait until so many bytes have come; with MSG_DONTWAIT, and
 * at the end of the stream, it takes fewer.
 */
#include "check.h"
#include "needs.h"

#include <sys/time.h>

struct reader {
	int s;
	int result;
};

static void *read_some(void *arg)
{
	struct reader *r = (struct reader *)arg;
	char buf[16];
	r->result = ox_read(r->s, buf, sizeof buf);
	return NULL;
}

static void *readv_some(void *arg)
{
	struct reader *r = (struct reader *)arg;
	char buf[16];
	struct iovec halves[] = {{buf, 8}, {buf + 8, 8}};
	r->result = ox_readv(r->s, halves, 2);
	return NULL;
}

static void wait_for_ten(const int s[2])
{
	int ten = 10;
	char buf[16];
	CHECK_INT(0, ox_setsockopt(s[1], SOL_SOCKET, SO_RCVLOWAT, &ten, sizeof ten));
	CHECK_INT(3, ox_write(s[0], "abc", 3));
	CHECK_INT(2, ox_recv(s[1], buf, 2, MSG_WAITALL)); /* no more is asked for */
	CHECK_INT(2, ox_write(s[0], "de", 2));

	pthread_t thread;
	struct reader reader = {s[1], 0};
	wait_until_blocked(start_thread(&thread, read_some, &reader));
	CHECK_INT(10, ox_write(s[0], "fghijklmno", 10));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(13, reader.result);

	CHECK_INT(3, ox_write(s[0], "abc", 3));
	struct pollfd end = {.fd = s[1], .events = POLLRDHUP};
	CHECK_INT(0, ox_shutdown(s[0], SHUT_WR));
	CHECK_INT(1, ox_poll(&end, 1, 5000));
	CHECK_INT(3, ox_recv(s[1], buf, sizeof buf, MSG_DONTWAIT));
	CHECK_INT(0, ox_read(s[1], buf, sizeof buf));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

/* readv is no different; and what is still missing, once it has taken some, may be less than the
   mark. (Linux does not wake a TCP reader then, in its own call.) */
static void wait_for_the_rest(const int s[2])
{
	int ten = 10;
	pthread_t thread;
	struct reader reader = {s[1], 0};
	CHECK_INT(0, ox_setsockopt(s[1], SOL_SOCKET, SO_RCVLOWAT, &ten, sizeof ten));
	CHECK_INT(4, ox_write(s[0], "abcd", 4));
	wait_until_blocked(start_thread(&thread, readv_some, &reader));
	CHECK_INT(6, ox_write(s[0], "efghij", 6));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(10, reader.result);
}

struct sender {
	int s;
	pid_t receiver;
};

static void *send_three(void *argument)
{
	const struct sender *sender = (struct sender *)argument;

	wait_until_blocked(sender->receiver);
	CHECK_INT(3, ox_write(sender->s, "abc", 3));
	return NULL;
}

/* When the time is over, a read takes what there is, as the system's does under SO_RCVTIMEO. */
static void take_fewer_at_the_end(int by_deadline)
{
	const struct timeval moment = {0, 100000};
	const int ten = 10;
	struct sender sender;
	pthread_t thread;
	char buf[16];
	int s[2];

	tcp_pair(s);
	CHECK_INT(0, ox_setsockopt(s[1], SOL_SOCKET, SO_RCVLOWAT, &ten, sizeof ten));
	if (by_deadline)
		CHECK_INT(0, ox_deadline(s[1], OX_RECEIVING, ox_now() + 100000));
	else
		CHECK_INT(0, ox_setsockopt(s[1], SOL_SOCKET, SO_RCVTIMEO, &moment, sizeof moment));
	sender.s = s[0];
	sender.receiver = my_tid();
	start_thread(&thread, send_three, &sender);
	CHECK_INT(3, ox_read(s[1], buf, sizeof buf));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int s[2];
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	wait_for_ten(s);
	tcp_pair(s);
	wait_for_ten(s);

	/* The same with a deadline that is far away. */
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_INT(0, ox_deadline(s[1], OX_RECEIVING, ox_now() + 60000000));
	wait_for_ten(s);
	tcp_pair(s);
	CHECK_INT(0, ox_deadline(s[1], OX_RECEIVING, ox_now() + 60000000));
	wait_for_ten(s);

	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	wait_for_the_rest(s);
	CHECK_INT(0, ox_deadline(s[1], OX_RECEIVING, ox_now() + 60000000));
	wait_for_the_rest(s);
	tcp_pair(s);
	CHECK_INT(0, ox_deadline(s[1], OX_RECEIVING, ox_now() + 60000000));
	wait_for_the_rest(s);
	take_fewer_at_the_end(1);
	needs_timeouts();
	take_fewer_at_the_end(0);
	return 0;
}
