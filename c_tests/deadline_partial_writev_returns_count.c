/* As deadline_partial_send_returns_count.c, with several buffers: the count ends inside one of
   them, and the peer has received exactly that many of the first bytes. */
#include "deadline_time.h"

enum { WORDS = 1 << 19, PARTS = 64 };

static int words[WORDS], received[WORDS];

int main(void)
{
	struct iovec parts[PARTS];
	int64_t deadline;
	int i, s[2], sent;

	for (i = 0; i < WORDS; i++)
		words[i] = i;
	for (i = 0; i < PARTS; i++) {
		parts[i].iov_base = words + i * (WORDS / PARTS);
		parts[i].iov_len = sizeof words / PARTS;
	}
	unix_pair(SOCK_STREAM, s);
	deadline = in_ms(30);
	CHECK_INT(0, ox_deadline(s[0], OX_SENDING, deadline));
	sent = ox_writev(s[0], parts, PARTS);
	CHECK(ox_now() >= deadline);
	CHECK(sent > 0 && sent < (int)sizeof words);

	CHECK_INT(0, ox_shutdown(s[0], SHUT_WR));
	CHECK_INT(sent, ox_recv(s[1], received, sizeof received, MSG_WAITALL));
	CHECK_INT(0, memcmp(words, received, (size_t)sent));
	return 0;
}
