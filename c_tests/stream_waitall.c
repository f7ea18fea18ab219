/*
 * MSG_WAITALL waits until the buffer is full, however the bytes come. It gets less at the end
 * of the stream, and when MSG_DONTWAIT says not to wait.
 */
#include "check.h"

struct receiver {
	int s;
	int result;
	char buf[9];
};

static void *receive_nine(void *arg)
{
	struct receiver *r = (struct receiver *)arg;
	r->result = ox_recv(r->s, r->buf, sizeof r->buf, MSG_WAITALL);
	return NULL;
}

static void send_in_parts(const int s[2])
{
	pthread_t thread;
	struct receiver r = {.s = s[1]};
	int tid = start_thread(&thread, receive_nine, &r);
	const char *parts[] = {"one", "two", "six"};
	for (int i = 0; i < 3; i++) {
		wait_until_blocked(tid);
		CHECK_INT(3, ox_write(s[0], parts[i], 3));
	}
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(9, r.result);
	CHECK(memcmp(r.buf, "onetwosix", 9) == 0);

	char buf[9];
	CHECK_INT(3, ox_write(s[0], "few", 3));
	CHECK_INT(1, ox_recv(s[1], buf, 1, MSG_WAITALL));
	CHECK_INT(2, ox_recv(s[1], buf, sizeof buf, MSG_WAITALL | MSG_DONTWAIT));
	CHECK_ERR(EAGAIN, ox_recv(s[1], buf, sizeof buf, MSG_WAITALL | MSG_DONTWAIT));

	CHECK_INT(4, ox_write(s[0], "last", 4));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(4, ox_recv(s[1], buf, sizeof buf, MSG_WAITALL));
	CHECK_INT(0, ox_recv(s[1], buf, sizeof buf, MSG_WAITALL));
	CHECK_INT(0, ox_close(s[1]));
}

int main(void)
{
	int s[2];
	tcp_pair(s);
	send_in_parts(s);
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	send_in_parts(s);

	/* The same with a descriptor that has been lent, and with a deadline that is far away. */
	tcp_pair(s);
	CHECK_OK(ox_fd(s[1]));
	send_in_parts(s);
	tcp_pair(s);
	CHECK_INT(0, ox_deadline(s[1], OX_RECEIVING, ox_now() + 60000000));
	send_in_parts(s);
	return 0;
}
