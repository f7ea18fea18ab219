/* A negative SO_RCVTIMEO or SO_SNDTIMEO means "do not wait" to Linux: calls that would have to wait
   return EAGAIN, or the count of what they have moved, as the system's calls do. */
#include "close_blocked.h"

#include <sys/time.h>

static const struct timeval negative = {-1, 0};

static void set_timeout(int s, int option)
{
	CHECK_INT(0, ox_setsockopt(s, SOL_SOCKET, option, &negative, sizeof negative));
}

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static int take(int s)
{
	return ox_accept(s, NULL, NULL);
}

static int send_until_full(int s)
{
	int sent;

	do
		sent = ox_send(s, "x", 1, 0);
	while (sent == 1);
	return sent;
}

static int send_much(int s)
{
	static const char much[16 << 20];

	return ox_send(s, much, sizeof much, 0);
}

static struct sockaddr_un name;
static socklen_t length;

static int connect_to_name(int s)
{
	return ox_connect(s, (struct sockaddr *)&name, length);
}

/* The call in another thread, so that it fails instead of hanging. */
static int result(int (*call)(int), int s)
{
	struct blocked blocked = {.call = call, .s = s};

	blocked.tid = start_thread(&blocked.thread, blocked_run, &blocked);
	return result_of(&blocked);
}

static void receiving(void)
{
	int s[2], listener = listen_tcp4(NULL);

	unix_pair(SOCK_STREAM, s);
	set_timeout(s[0], SO_RCVTIMEO);
	CHECK_ERR(EAGAIN, receive(s[0])); /* as the only thread */
	CHECK_ERR(EAGAIN, result(receive, s[0]));
	CHECK_OK(ox_fd(s[0]));
	CHECK_ERR(EAGAIN, result(receive, s[0]));
	set_timeout(listener, SO_RCVTIMEO);
	CHECK_ERR(EAGAIN, result(take, listener));
}

static void sending(void)
{
	int sent, s[2];

	unix_pair(SOCK_DGRAM, s);
	set_timeout(s[0], SO_SNDTIMEO);
	CHECK_ERR(EAGAIN, result(send_until_full, s[0]));
	unix_pair(SOCK_STREAM, s);
	set_timeout(s[0], SO_SNDTIMEO);
	sent = CHECK_OK(result(send_much, s[0]));
	CHECK(sent > 0 && sent < 16 << 20);
	CHECK_ERR(EAGAIN, result(send_much, s[0]));
}

static void connecting(void)
{
	int i, connected, listener = unix_named(SOCK_STREAM, &name, &length);

	CHECK_INT(0, ox_listen(listener, 0));
	for (i = 0; i < 10; i++) {
		int s = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));

		set_timeout(s, SO_SNDTIMEO);
		if ((connected = result(connect_to_name, s)) != 0)
			break;
	}
	CHECK_INT(-EAGAIN, connected); /* the queue is full */
}

int main(void)
{
	receiving();
	sending();
	connecting();
	return 0;
}
