/*
 * A UNIX datagram is never lost: a blocking sender waits while its peer's queue is full, and
 * goes on when the peer reads.
 */
#include "check.h"

struct sender {
	int s;
	int result;
};

static void *send_last(void *arg)
{
	struct sender *sender = (struct sender *)arg;
	sender->result = ox_send(sender->s, "last", 4, 0);
	return NULL;
}

int main(void)
{
	struct sockaddr_un addr;
	unix_path(&addr, "inbox");
	int inbox = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));
	CHECK_INT(0, ox_bind(inbox, (struct sockaddr *)&addr, sizeof addr));
	struct sender sender = {.s = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0))};
	CHECK_INT(0, ox_connect(sender.s, (struct sockaddr *)&addr, sizeof addr));

	int n, sent = 0;
	while ((n = ox_send(sender.s, "more", 4, MSG_DONTWAIT)) == 4)
		sent++;
	CHECK_INT(-EAGAIN, n);

	pthread_t thread;
	wait_until_blocked(start_thread(&thread, send_last, &sender));

	char buf[8];
	for (int i = 0; i < sent; i++) {
		CHECK_INT(4, ox_recv(inbox, buf, sizeof buf, 0));
		CHECK(memcmp(buf, "more", 4) == 0);
	}
	CHECK_INT(4, ox_recv(inbox, buf, sizeof buf, 0));
	CHECK(memcmp(buf, "last", 4) == 0);
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(4, sender.result);

	CHECK_INT(0, ox_close(inbox));
	CHECK_INT(0, ox_close(sender.s));
	return 0;
}
