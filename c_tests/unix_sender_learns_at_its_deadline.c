/* A call waits for room on a UNIX socket that is then shut down for sending, or whose peer is shut
   down for receiving, which poll does not report. If its deadline ends soon afterwards, it returns
   EPIPE, as the system's own call does, and not that its time is over. */
#include "close_blocked.h"
#include "needs.h"

enum { MILLISECOND = 1000, TIME = 60 * MILLISECOND };

static int64_t deadline;

static int send_one(int s)
{
	return ox_send(s, "x", 1, 0);
}

static int send_one_message(int s)
{
	struct iovec part = {(void *)"x", 1};
	struct mmsghdr message;

	memset(&message, 0, sizeof message);
	message.msg_hdr.msg_iov = &part;
	message.msg_hdr.msg_iovlen = 1;
	return ox_sendmmsg(s, &message, 1, 0);
}

static int send_whole(int s)
{
	size_t done;

	return ox_send_all(s, "x", 1, deadline, &done);
}

static void ends(int (*call)(int), int type, int of_peer, int by_timeout)
{
	const struct timeval time = {0, TIME};
	struct blocked blocked;
	int s[2], try;

	for (try = 0; try < 50; try++) {
		int result, is_slow;

		unix_pair(type, s);
		fill(s[0]);
		deadline = ox_now() + TIME;
		if (by_timeout)
			CHECK_INT(0, ox_setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time));
		else
			CHECK_INT(0, ox_deadline(s[0], OX_SENDING, deadline));
		blocked.call = call;
		blocked.s = s[0];
		is_blocked_before(start_thread(&blocked.thread, blocked_run, &blocked), deadline);
		CHECK_INT(0, ox_shutdown(s[of_peer], of_peer ? SHUT_RD : SHUT_WR));
		is_slow = ox_now() >= deadline;
		result = result_of(&blocked);
		CHECK_INT(0, ox_close(s[0]));
		CHECK_INT(0, ox_close(s[1]));
		if (is_slow) {
			CHECK(result == -EPIPE || result == (by_timeout ? -EAGAIN : -ETIMEDOUT));
			continue;
		}
		CHECK_INT(-EPIPE, result);
		return;
	}
	SKIP("this machine is too slow");
}

int main(void)
{
	int of_peer, by_timeout;

	for (by_timeout = 0; by_timeout < 2; by_timeout++) {
		if (by_timeout)
			needs_timeouts();
		for (of_peer = 0; of_peer < 2; of_peer++) {
			ends(send_one, SOCK_STREAM, of_peer, by_timeout);
			ends(send_one, SOCK_SEQPACKET, of_peer, by_timeout);
			ends(send_one_message, SOCK_SEQPACKET, of_peer, by_timeout);
			if (!by_timeout)
				ends(send_whole, SOCK_STREAM, of_peer, 0);
		}
	}
	return 0;
}
