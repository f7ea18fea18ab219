/* A UNIX datagram socket that is shut down for receiving waits for room at its peer like any other:
   the call ends at its deadline, and when its handle is closed; and O_NONBLOCK that is set during
   the wait does not end it, as it does not end the system's. */
#include "close_blocked.h"

#include <fcntl.h>

static struct sockaddr_un name;
static socklen_t length;

static int send_one(int s)
{
	return ox_sendto(s, "x", 1, 0, (struct sockaddr *)&name, length);
}

static int send_batch(int s)
{
	struct iovec part = {(void *)"x", 1};
	struct mmsghdr message;

	memset(&message, 0, sizeof message);
	message.msg_hdr.msg_name = &name;
	message.msg_hdr.msg_namelen = length;
	message.msg_hdr.msg_iov = &part;
	message.msg_hdr.msg_iovlen = 1;
	return ox_sendmmsg(s, &message, 1, 0);
}

/* The sender is not connected: such a socket is always reported ready for sending. */
static int shut_down(void)
{
	int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_DGRAM, 0)), sent;

	do
		sent = ox_sendto(s, "x", 1, MSG_DONTWAIT, (struct sockaddr *)&name, length);
	while (sent == 1);
	CHECK_INT(-EAGAIN, sent);
	CHECK_INT(0, ox_shutdown(s, SHUT_RD));
	return s;
}

static void check(int (*call)(int s), int peer)
{
	struct blocked sender;
	int s = shut_down();
	char byte;

	CHECK_INT(0, ox_deadline(s, OX_SENDING, ox_now() + 50000));
	alarm(10);
	CHECK_ERR(ETIMEDOUT, call(s));
	alarm(0);
	CHECK_INT(0, ox_deadline(s, OX_SENDING, OX_FOREVER));

	block(&sender, call, s);
	CHECK_INT(0, ox_fcntl(s, F_SETFL, O_NONBLOCK));
	wait_until_blocked(sender.tid);
	CHECK_INT(1, ox_recv(peer, &byte, 1, 0));
	CHECK_INT(1, result_of(&sender));
	CHECK_INT(0, ox_fcntl(s, F_SETFL, 0));

	block(&sender, call, s);
	CHECK_INT(0, ox_close(s));
	CHECK_ERR(ECANCELED, result_of(&sender));
}

int main(void)
{
	int peer = unix_named(SOCK_DGRAM, &name, &length);

	check(send_one, peer);
	check(send_batch, peer);
	CHECK_INT(0, ox_close(peer));
	return 0;
}
