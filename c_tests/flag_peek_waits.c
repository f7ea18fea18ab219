/* MSG_PEEK waits for the first byte as any other receive does; what woke it is still there. */
#include "check.h"

struct reader {
	int s;
	int result;
};

static void *peek(void *arg)
{
	struct reader *r = (struct reader *)arg;
	char buf[8];
	r->result = ox_recv(r->s, buf, sizeof buf, MSG_PEEK);
	return NULL;
}

int main(void)
{
	const int types[] = {SOCK_STREAM, SOCK_DGRAM};
	for (int i = 0; i < 2; i++) {
		int s[2];
		char buf[8];
		CHECK_INT(0, ox_socketpair(AF_UNIX, types[i], 0, s));
		pthread_t thread;
		struct reader reader = {s[1], 0};
		wait_until_blocked(start_thread(&thread, peek, &reader));
		CHECK_INT(3, ox_write(s[0], "abc", 3));
		CHECK_INT(0, pthread_join(thread, NULL));
		CHECK_INT(3, reader.result);
		CHECK_INT(3, ox_recv(s[1], buf, sizeof buf, MSG_DONTWAIT));
		CHECK(memcmp(buf, "abc", 3) == 0);
		CHECK_INT(0, ox_close(s[0]));
		CHECK_INT(0, ox_close(s[1]));
	}
	return 0;
}
