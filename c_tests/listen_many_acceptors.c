/*
 * Several threads may accept on one listener: each connection goes to one of them, and those
 * who come too late for it go on waiting.
 */
#include "check.h"

enum { THREADS = 4, EACH = 100 };

static int listener;

static void *accept_some(void *arg)
{
	for (int i = 0; i < EACH; i++) {
		int s = CHECK_OK(ox_accept(listener, NULL, NULL));
		CHECK_INT(1, ox_write(s, "x", 1));
		CHECK_INT(0, ox_close(s));
	}
	return arg;
}

static void connect_to_all(const struct sockaddr_in *addr)
{
	pthread_t thread[THREADS];
	for (int i = 0; i < THREADS; i++)
		start_thread(&thread[i], accept_some, NULL);
	for (int i = 0; i < THREADS * EACH; i++) {
		char byte;
		int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
		CHECK_INT(0, ox_connect(s, (const struct sockaddr *)addr, sizeof *addr));
		CHECK_INT(1, ox_read(s, &byte, 1));
		CHECK_INT(0, ox_read(s, &byte, 1));
		CHECK_INT(0, ox_close(s));
	}
	for (int i = 0; i < THREADS; i++)
		CHECK_INT(0, pthread_join(thread[i], NULL));
}

int main(void)
{
	struct sockaddr_in addr;
	listener = listen_tcp4(&addr);
	connect_to_all(&addr);
	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, ox_now() + 60000000));
	connect_to_all(&addr);
	CHECK_INT(0, ox_close(listener));
	return 0;
}
