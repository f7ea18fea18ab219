/* A send over TCP waits in poll only when the kernel accepts no more bytes. Poll reports room only
 * when a third of the buffer is free; but two programs that both send before they receive need all
 * of it. */
#include "check.h"
#include "needs.h"

static char bytes[1 << 20];

/* Whether a byte more is taken after a send that did not wait any longer than for a moment. */
static int takes_more(int ours, int room)
{
	const struct timeval moment = {0, 20000};
	int s[2], fd, more;

	tcp_pair(s);
	fd = CHECK_OK(ox_fd(s[0]));
	CHECK_OK(ox_setsockopt(s[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof room));
	CHECK_OK(ox_setsockopt(s[0], SOL_SOCKET, SO_SNDTIMEO, &moment, sizeof moment));
	if (ours)
		CHECK(CHECK_OK(ox_send(s[0], bytes, sizeof bytes, 0)) < (int)sizeof bytes);
	else
		CHECK(CHECK_OK((int)send(fd, bytes, sizeof bytes, 0)) < (int)sizeof bytes);
	more = send(fd, bytes, 1, MSG_DONTWAIT | MSG_NOSIGNAL) == 1;
	CHECK_OK(ox_close(s[0]));
	CHECK_OK(ox_close(s[1]));
	return more;
}

int main(void)
{
	int room, wrong = 0;

	needs_timeouts();
	for (room = 10000; room < 60000; room += 5000)
		wrong += takes_more(1, room) && !takes_more(0, room);
	CHECK_INT(0, wrong);
	return 0;
}
