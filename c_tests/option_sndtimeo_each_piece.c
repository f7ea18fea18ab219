/* SO_SNDTIMEO limits how long a send waits for room. Over a UNIX stream the system sends piece by
 * piece, and the timeout applies to each piece: a large send to a peer that reads slowly goes on.
 * Over TCP it applies to the whole call. */
#include "close_blocked.h"

enum { MILLISECOND = 1000, TIMEOUT = 400 * MILLISECOND };

static char bytes[32 << 20], read_bytes[1 << 16];

static int send_much(int s)
{
	int sent = ox_send(s, bytes, sizeof bytes, 0);

	CHECK_OK(ox_shutdown(s, SHUT_WR)); /* so that the other side need not wait for what is missing */
	return sent;
}

static void set_timeout(int s)
{
	const struct timeval time = {0, TIMEOUT};

	CHECK_OK(ox_setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time));
}

/* Read what is there, but so little that much is left in the end. */
static int64_t read_some(int s)
{
	int64_t count = 0;
	int result;

	do {
		result = ox_recv(s, read_bytes, sizeof read_bytes, MSG_DONTWAIT);
		CHECK(result >= 0 || result == -EAGAIN);
		count += result > 0 ? result : 0;
	} while (result > 0 && count < 4 * (int64_t)sizeof read_bytes);
	return count;
}

/* Read, never pausing for as long as the timeout, until it is long past; then all the rest. The
   longest pause, in microseconds. */
static int64_t read_slowly(int s)
{
	int64_t start = ox_now(), last = start, longest = 0, count = 0;

	while (ox_now() < start + 2 * TIMEOUT) {
		poll(NULL, 0, 20);
		count += read_some(s);
		if (ox_now() - last > longest)
			longest = ox_now() - last;
		last = ox_now();
	}
	CHECK(count < (int64_t)sizeof bytes);
	while (count < (int64_t)sizeof bytes) {
		int result = ox_recv(s, read_bytes, sizeof read_bytes, 0);

		if (result <= 0)
			break;
		count += result;
	}
	return longest;
}

int main(void)
{
	struct blocked sender;
	int64_t longest;
	int sv[2];

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_STREAM, 0, sv));
	set_timeout(sv[0]);
	block(&sender, send_much, sv[0]);
	longest = read_slowly(sv[1]);
	CHECK_INT(0, pthread_join(sender.thread, NULL));
	if (sender.result < (int)sizeof bytes && longest > TIMEOUT / 2)
		SKIP("this machine is too slow");
	CHECK_INT(sizeof bytes, sender.result);
	return 0;
}
