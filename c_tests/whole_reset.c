/* When the peer resets the connection, the bytes that came before are counted and received, and the
 * error is returned at once, not left for the next call. No SIGPIPE is raised. */
#include "whole_buffers.h"

static void *reset_when_read(void *argument)
{
	const int *s = (const int *)argument;
	char buf[3];

	CHECK_INT(0, ox_recv_all(*s, buf, 3, in_ms(5000), NULL));
	CHECK_INT(0, ox_option_set(*s, "socket.linger", 0)); /* closing resets */
	CHECK_INT(0, ox_close(*s));
	return NULL;
}

int main(void)
{
	static char plenty[32 * 1000 * 1000];
	char buf[10];
	size_t done;
	pthread_t thread;
	int s[2];

	tcp_pair(s);
	CHECK_INT(5, ox_write(s[0], "three", 5));
	CHECK_INT(0, ox_recv_all(s[1], buf, 5, OX_FOREVER, NULL));
	CHECK_INT(3, ox_write(s[1], "two", 3));
	CHECK_INT(2, ox_recv(s[0], buf, 2, MSG_WAITALL));
	start_thread(&thread, reset_when_read, &s[1]);
	CHECK_INT(3, ox_write(s[0], "end", 3));
	CHECK_ERR(ECONNRESET, ox_recv_all(s[0], buf, sizeof buf, in_ms(5000), &done));
	CHECK_INT(1, done);
	CHECK_INT('o', buf[0]);
	CHECK_ERR(EPIPE, ox_send_all(s[0], "late", 4, OX_FOREVER, &done));
	CHECK_INT(0, done);
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(0, ox_close(s[0]));

	tcp_pair(s);
	start_thread(&thread, reset_when_read, &s[1]);
	CHECK_ERR(ECONNRESET, ox_send_all(s[0], plenty, sizeof plenty, in_ms(5000), &done));
	CHECK(done >= 3 && done < sizeof plenty);
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(0, ox_close(s[0]));
	return 0;
}
