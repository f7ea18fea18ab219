/*
 * Options whose values are structures elsewhere are plain numbers: the timeouts in microseconds,
 * SO_LINGER in seconds, with -1 for off. The pending error is one too, and reading it clears it.
 */
#include "deadline_time.h"
#include "needs.h"

static void timeouts(void)
{
	struct timeval time;
	socklen_t length = sizeof time;
	int64_t value, start;
	char byte;
	int s[2];

	needs_timeouts();
	tcp_pair(s);
	CHECK_OK(ox_option_set(s[0], "socket.receive.timeout", 1020000));
	CHECK_OK(ox_getsockopt(s[0], SOL_SOCKET, SO_RCVTIMEO, &time, &length));
	CHECK_INT(1, time.tv_sec);
	CHECK(time.tv_usec >= 20000 && time.tv_usec < 40000); /* the system rounds up */
	CHECK_OK(ox_option_set(s[0], "socket.receive.timeout", 20000));
	CHECK_OK(ox_option_get(s[0], "socket.receive.timeout", &value));
	CHECK(value >= 20000 && value < 40000);
	start = ox_now();
	CHECK_ERR(EAGAIN, ox_read(s[0], &byte, 1));
	CHECK(ox_now() - start >= 20000 - A_TICK);
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
}

int main(void)
{
	struct linger linger;
	socklen_t length;
	struct sockaddr_in nobody;
	int64_t value;
	int s[2], listener;

	tcp_pair(s);
	CHECK_OK(ox_option_get(s[0], "socket.linger", &value));
	CHECK_INT(-1, value);
	CHECK_OK(ox_option_set(s[0], "socket.linger", 3));
	length = sizeof linger;
	CHECK_OK(ox_getsockopt(s[0], SOL_SOCKET, SO_LINGER, &linger, &length));
	CHECK_INT(1, linger.l_onoff);
	CHECK_INT(3, linger.l_linger);
	CHECK_OK(ox_option_get(s[0], "socket.linger", &value));
	CHECK_INT(3, value);
	CHECK_OK(ox_option_set(s[0], "socket.linger", -1));
	CHECK_OK(ox_getsockopt(s[0], SOL_SOCKET, SO_LINGER, &linger, &length));
	CHECK_INT(0, linger.l_onoff);
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));

	listener = listen_tcp4(&nobody);
	CHECK_OK(ox_close(listener));
	s[0] = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
	if (ox_connect(s[0], (struct sockaddr *)&nobody, sizeof nobody) == -EINPROGRESS) {
		struct pollfd entry = {s[0], POLLOUT, 0};

		CHECK_INT(1, ox_poll(&entry, 1, 5000));
		CHECK_OK(ox_option_get(s[0], "socket.error", &value));
		CHECK_INT(ECONNREFUSED, value);
		CHECK_OK(ox_option_get(s[0], "socket.error", &value));
		CHECK_INT(0, value);
	}
	CHECK_OK(ox_close(s[0]));
	timeouts();
	return 0;
}
