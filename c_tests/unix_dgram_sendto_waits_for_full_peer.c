/* An unconnected sender waits for room at the address it names, too. Poll cannot report when there
 * is room, because the sender's own socket is always writable. */
#include "check.h"

static struct sockaddr_un addr;

struct sender {
	int s;
	int result;
};

static void *send_last(void *arg)
{
	struct sender *sender = (struct sender *)arg;
	sender->result =
		ox_sendto(sender->s, "last", 4, 0, (struct sockaddr *)&addr, sizeof addr);
	return NULL;
}

int main(void)
{
	unix_path(&addr, "inbox");
	int inbox = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0));
	CHECK_INT(0, ox_bind(inbox, (struct sockaddr *)&addr, sizeof addr));
	struct sender sender = {.s = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0))};

	const struct sockaddr *to = (struct sockaddr *)&addr;
	int n, sent = 0;
	while ((n = ox_sendto(sender.s, "more", 4, MSG_DONTWAIT, to, sizeof addr)) == 4)
		sent++;
	CHECK_INT(-EAGAIN, n);
	struct pollfd writable = {.fd = sender.s, .events = POLLOUT};
	CHECK_INT(1, ox_poll(&writable, 1, 0));

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
