/*
 * With MSG_ERRQUEUE, ox_recvmmsg returns the errors that there are, and does not wait for as many
 * as its array has room for; as the system's call, also beside other threads and with a timeout.
 */
#include "close_blocked.h"

#include <sys/uio.h>

enum { ERRORS = 2, ROOM = 3 };

/* A socket with so many errors in its queue. */
static int socket_with_errors(void)
{
	struct sockaddr_in nobody = loopback4(0);
	socklen_t length = sizeof nobody;
	struct pollfd entry = {.events = 0};
	const int on = 1;
	int gone = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0));
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_DGRAM, 0)), i, error;

	CHECK_OK(ox_bind(gone, (struct sockaddr *)&nobody, sizeof nobody));
	CHECK_OK(ox_getsockname(gone, (struct sockaddr *)&nobody, &length));
	CHECK_OK(ox_connect(s, (struct sockaddr *)&nobody, sizeof nobody));
	CHECK_OK(ox_close(gone));
	CHECK_OK(ox_setsockopt(s, IPPROTO_IP, IP_RECVERR, &on, sizeof on));
	entry.fd = s;
	for (i = 0; i < ERRORS; i++) {
		CHECK_INT(1, ox_send(s, "x", 1, 0));
		do {
			CHECK_INT(1, ox_poll(&entry, 1, PROMPTLY));
			length = sizeof error;
			CHECK_OK(ox_getsockopt(s, SOL_SOCKET, SO_ERROR, &error, &length));
		} while (error == 0);
		CHECK_INT(ECONNREFUSED, error);
	}
	return s;
}

static struct timespec *timeout;
static int by_system;

static int receive(int s)
{
	char bytes[ROOM][8];
	struct iovec buffers[ROOM];
	struct mmsghdr messages[ROOM];
	int i;

	memset(messages, 0, sizeof messages);
	for (i = 0; i < ROOM; i++) {
		buffers[i].iov_base = bytes[i];
		buffers[i].iov_len = sizeof bytes[i];
		messages[i].msg_hdr.msg_iov = &buffers[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	if (by_system)
		return recvmmsg(ox_fd(s), messages, ROOM, MSG_ERRQUEUE, timeout);
	return ox_recvmmsg(s, messages, ROOM, MSG_ERRQUEUE, timeout);
}

static void *receive_beside(void *unused)
{
	(void)unused;
	CHECK_INT(ERRORS, receive(socket_with_errors()));
	return NULL;
}

int main(void)
{
	struct timespec day = {86400, 0};
	pthread_t thread;

	alarm(10);
	by_system = 1;
	CHECK_INT(ERRORS, receive(socket_with_errors()));
	by_system = 0;
	CHECK_INT(ERRORS, receive(socket_with_errors()));
	start_thread(&thread, receive_beside, NULL);
	CHECK_INT(0, pthread_join(thread, NULL));
	timeout = &day;
	CHECK_INT(ERRORS, receive(socket_with_errors()));
	return 0;
}
