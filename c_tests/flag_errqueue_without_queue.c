/* MSG_ERRQUEUE is ignored by sockets that have no error queue, those of AF_UNIX and AF_NETLINK: a
 * call with it waits for ordinary data, also where it waits in poll. */
#include "check.h"

#include <linux/netlink.h>

static int handle;

static void *receive(void *unused)
{
	char room[8];

	CHECK_INT(1, ox_recv(handle, room, sizeof room, MSG_ERRQUEUE));
	return unused;
}

/* A call that waits in a thread receives what is sent when it does. */
static void waits(int type)
{
	pthread_t thread;
	int s[2];

	CHECK_OK(ox_socketpair(AF_UNIX, type, 0, s));
	handle = s[0];
	wait_until_blocked(start_thread(&thread, receive, NULL));
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
}

int main(void)
{
	char room[8];
	int s;

	waits(SOCK_STREAM);
	waits(SOCK_DGRAM);
	waits(SOCK_SEQPACKET);

	if ((s = ox_socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE)) < 0)
		return 0;
	CHECK_ERR(EAGAIN, ox_recv(s, room, sizeof room, MSG_ERRQUEUE | MSG_DONTWAIT));
	CHECK_OK(ox_deadline(s, OX_RECEIVING, ox_now() + 1000));
	CHECK_ERR(ETIMEDOUT, ox_recv(s, room, sizeof room, MSG_ERRQUEUE));
	CHECK_OK(ox_close(s));
	return 0;
}
