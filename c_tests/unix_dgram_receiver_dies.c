/* A sender that waits for room at a UNIX datagram socket gets an error when that socket is closed.
   */
#include "check.h"

static struct sockaddr_un addr;

struct sender {
	int s;
	int result;
};

static void *send_one(void *arg)
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
	while (ox_sendto(sender.s, "more", 4, MSG_DONTWAIT, to, sizeof addr) == 4)
		;

	pthread_t thread;
	wait_until_blocked(start_thread(&thread, send_one, &sender));
	CHECK_INT(0, ox_close(inbox));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(-ECONNREFUSED, sender.result);
	CHECK_ERR(ECONNREFUSED, ox_sendto(sender.s, "x", 1, 0, to, sizeof addr));

	CHECK_INT(0, unlink(addr.sun_path));
	CHECK_ERR(ENOENT, ox_sendto(sender.s, "x", 1, 0, to, sizeof addr));
	CHECK_INT(0, ox_close(sender.s));
	return 0;
}
