/* A thread waits in ox_connect, and another shuts the socket down, or disconnects it (AF_UNSPEC).
   That ends the attempt, as with connect(2), and no other begins; the socket can be connected
   again. */
#include "close_blocked.h"

static struct sockaddr_in full, listening;
static const struct sockaddr none = {.sa_family = AF_UNSPEC};

static int attempt(int s)
{
	return ox_connect(s, (struct sockaddr *)&full, sizeof full);
}

static int system_attempt(int s)
{
	return connect(s, (struct sockaddr *)&full, sizeof full) == 0 ? 0 : -errno;
}

/* The same by a send. */
static int attempt_to_send(int s)
{
	return ox_sendto(s, "x", 1, MSG_FASTOPEN, (struct sockaddr *)&full, sizeof full);
}

static int system_attempt_to_send(int s)
{
	const struct sockaddr *to = (struct sockaddr *)&full;

	return sendto(s, "x", 1, MSG_FASTOPEN, to, sizeof full) == 1 ? 1 : -errno;
}

static int shut_down(int s)
{
	return ox_shutdown(s, SHUT_RDWR);
}

static int dissolve(int s)
{
	return ox_connect(s, &none, sizeof none);
}

/* What the system's call says when the socket is shut down. */
static int expected(int (*call)(int))
{
	struct blocked blocked;
	int result, s = CHECK_OK(socket(AF_INET, SOCK_STREAM, 0));

	block(&blocked, call, s);
	CHECK_INT(0, shutdown(s, SHUT_RDWR));
	result = result_of(&blocked);
	close(s);
	return result;
}

static int ended_by(int (*call)(int), int (*end)(int))
{
	struct sockaddr_storage peer;
	socklen_t length = sizeof peer;
	struct blocked blocked;
	int result, s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));

	block(&blocked, call, s);
	CHECK_INT(0, end(s));
	result = result_of(&blocked);
	CHECK_ERR(ENOTCONN, ox_getpeername(s, (struct sockaddr *)&peer, &length));
	CHECK_INT(0, ox_connect(s, (struct sockaddr *)&listening, sizeof listening));
	CHECK_INT(0, ox_close(s));
	return result;
}

int main(void)
{
	int first, listener = listen_tcp4(&full);

	CHECK_OK(ox_listen(listener, 0));
	first = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, attempt(first)); /* the queue is full */
	listen_tcp4(&listening);

	CHECK_INT(expected(system_attempt), ended_by(attempt, shut_down));
	CHECK(ended_by(attempt, dissolve) < 0); /* which error depends on the system's version */

	if (ox_send(first, "x", 1, MSG_FASTOPEN) == -EOPNOTSUPP)
		SKIP("net.ipv4.tcp_fastopen is off for clients");
	CHECK_INT(expected(system_attempt_to_send), ended_by(attempt_to_send, shut_down));
	CHECK(ended_by(attempt_to_send, dissolve) < 0);
	return 0;
}
