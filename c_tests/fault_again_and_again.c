/* Rules return EAGAIN again and again, though there is something to move: they delay a call only as
 * long as they apply, although no new event could wake it. Likewise a call that waited before they
 * were added. */
#include "close_blocked.h"
#include "needs.h"

enum { TIMES = 6, PATIENCE = 5000000 };

/* The next TIMES calls fail. */
static void fail(const char *rule)
{
	int i;

	CHECK_OK(ox_fault_remove(0));
	for (i = 0; i < TIMES; i++)
		CHECK_OK(ox_fault(rule)); /* the first that applies decides; the others do not count */
	printf("%s\n", rule);
}

static void pair(int type, int s[2])
{
	CHECK_OK(ox_socketpair(AF_UNIX, type, 0, s));
	CHECK_OK(ox_deadline(s[0], OX_BOTH, ox_now() + PATIENCE));
	CHECK_OK(ox_deadline(s[1], OX_BOTH, ox_now() + PATIENCE));
}

static void moves(int type)
{
	char buf[8];
	size_t done;
	int s[2];

	pair(type, s);
	fail("send error=EAGAIN nth=1");
	CHECK_INT(5, ox_send(s[0], "hello", 5, 0));
	fail("recv error=EAGAIN nth=1");
	CHECK_INT(5, ox_recv(s[1], buf, 5, 0));
	if (type == SOCK_STREAM) {
		fail("send error=EAGAIN nth=1");
		CHECK_OK(ox_send_all(s[0], "hello", 5, ox_now() + PATIENCE, &done));
		fail("recv error=EAGAIN nth=1");
		CHECK_OK(ox_recv_all(s[1], buf, 5, ox_now() + PATIENCE, &done));
	}
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
}

static void moves_batch(int type)
{
	char buf[8] = "hello";
	struct iovec piece = {buf, 5};
	struct mmsghdr message;
	int s[2];

	memset(&message, 0, sizeof message);
	message.msg_hdr.msg_iov = &piece;
	message.msg_hdr.msg_iovlen = 1;
	pair(type, s);
	fail("send error=EAGAIN nth=1");
	CHECK_INT(1, ox_sendmmsg(s[0], &message, 1, 0));
	needs_recvmmsg();
	fail("recv error=EAGAIN nth=1");
	CHECK_INT(1, ox_recvmmsg(s[1], &message, 1, 0, NULL));
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
}

static void *receive(void *s)
{
	char byte;

	CHECK_INT(1, ox_recv((int)(intptr_t)s, &byte, 1, 0));
	return NULL;
}

/* It has begun to wait before there were rules. */
static void added_meanwhile(void)
{
	pthread_t thread;
	int s[2];

	CHECK_OK(ox_fault_remove(0));
	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	CHECK_OK(ox_deadline(s[0], OX_BOTH, ox_now() + PATIENCE));
	wait_until_blocked(start_thread(&thread, receive, (void *)(intptr_t)s[0]));
	fail("recv error=EAGAIN nth=1");
	CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	CHECK_INT(0, pthread_join(thread, NULL));
}

int main(void)
{
	struct sockaddr_in address;
	int listener, client;

	moves(SOCK_STREAM);
	moves(SOCK_SEQPACKET);
	moves(SOCK_DGRAM);

	CHECK_OK(ox_fault_remove(0));
	listener = listen_tcp4(&address);
	client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_deadline(listener, OX_RECEIVING, ox_now() + PATIENCE));
	fail("accept error=EAGAIN nth=1");
	CHECK_OK(ox_close(CHECK_OK(ox_accept(listener, NULL, NULL))));
	CHECK_OK(ox_close(client));

	added_meanwhile();
	moves_batch(SOCK_STREAM);
	moves_batch(SOCK_SEQPACKET);
	moves_batch(SOCK_DGRAM);
	return 0;
}
