/* A TCP connection is reset while one thread waits to receive and another, which has sent some,
   waits to send more. If the receiver returns ECONNRESET, the sender returns its count, and SO_ERROR
   is 0 afterwards, as with the system's own calls. */
#include "close_blocked.h"

static char much[1 << 20];

static int send_much(int s)
{
	return ox_send(s, much, sizeof much, 0);
}

static int receive_one(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

/* Whether the receiver was told. */
static int reset_amid_both(void)
{
	const struct linger at_once = {1, 0};
	struct blocked receiver, sender;
	struct pollfd entry = {.events = POLLIN | POLLOUT};
	int received, error = -1, s[2];
	const int little = 4096;
	socklen_t size = sizeof error;

	tcp_pair(s);
	CHECK_INT(0, ox_setsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &little, sizeof little));
	CHECK_INT(0, ox_setsockopt(s[1], SOL_SOCKET, SO_RCVBUF, &little, sizeof little));
	block(&receiver, receive_one, s[0]);
	block(&sender, send_much, s[0]);
	CHECK_INT(0, ox_setsockopt(s[1], SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once));
	CHECK_INT(0, ox_close(s[1]));
	received = result_of(&receiver);
	CHECK(result_of(&sender) != 0);
	if (received == -ECONNRESET && sender.result > 0) {
		entry.fd = s[0];
		CHECK_INT(1, ox_poll(&entry, 1, -1));
		CHECK_INT(POLLIN | POLLOUT | POLLHUP, entry.revents);
		CHECK_INT(0, ox_getsockopt(s[0], SOL_SOCKET, SO_ERROR, &error, &size));
		CHECK_INT(0, error);
	}
	CHECK_INT(0, ox_close(s[0]));
	return received == -ECONNRESET && sender.result > 0;
}

int main(void)
{
	int told = 0, i;

	for (i = 0; i < 100; i++)
		told += reset_amid_both();
	if (told == 0)
		SKIP("the sender was always told first");
	return 0;
}
