/*
 * One blocking write of megabytes returns when all of them are taken, though the reader gets
 * them in pieces. A checksum tells that they are the same bytes in the same order.
 */
#include "check.h"

enum { TOTAL = 4 << 20 };

static uint64_t checksum(uint64_t sum, const unsigned char *bytes, int n)
{
	for (int i = 0; i < n; i++)
		sum = (sum ^ bytes[i]) * 0x100000001b3; /* FNV-1a: the order of the bytes matters */
	return sum;
}

struct reader {
	int s;
	int count;
	uint64_t sum;
};

static void *read_to_end(void *arg)
{
	struct reader *r = (struct reader *)arg;
	static unsigned char buf[100000];
	int n;
	while ((n = CHECK_OK(ox_read(r->s, buf, sizeof buf))) > 0) {
		r->count += n;
		r->sum = checksum(r->sum, buf, n);
	}
	return NULL;
}

static void transfer(const int s[2])
{
	unsigned char *bytes = (unsigned char *)malloc(TOTAL);
	CHECK(bytes != NULL);
	for (uint32_t i = 0, x = 1; i < TOTAL; i++, x = x * 1664525 + 1013904223)
		bytes[i] = (unsigned char)(x >> 24);

	pthread_t thread;
	struct reader reader = {.s = s[1]};
	start_thread(&thread, read_to_end, &reader);
	CHECK_INT(TOTAL, ox_write(s[0], bytes, TOTAL));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, pthread_join(thread, NULL));

	CHECK_INT(TOTAL, reader.count);
	CHECK(reader.sum == checksum(0, bytes, TOTAL));
	CHECK_INT(0, ox_close(s[1]));
	free(bytes);
}

int main(void)
{
	int s[2];
	tcp_pair(s);
	transfer(s);
	CHECK_INT(0, ox_socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	transfer(s);

	/* The same with a descriptor that has been lent, and with a deadline that is far away. */
	tcp_pair(s);
	CHECK_OK(ox_fd(s[0]));
	CHECK_INT(0, ox_deadline(s[1], OX_BOTH, ox_now() + 60000000));
	transfer(s);
	return 0;
}
