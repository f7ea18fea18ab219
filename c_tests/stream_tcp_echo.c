/*
 * The life of a TCP connection over IPv4: the server is socket, bind, listen, accept, read and
 * write, close; the client is socket, connect, write and read, close.
 */
#include "check.h"

static void *serve_one(void *arg)
{
	int listener = *(int *)arg;
	int s = CHECK_OK(ox_accept(listener, NULL, NULL));
	char buf[512];
	int n;
	while ((n = CHECK_OK(ox_read(s, buf, sizeof buf))) > 0)
		CHECK_INT(n, ox_write(s, buf, (size_t)n));
	CHECK_INT(0, ox_close(s));
	return NULL;
}

int main(void)
{
	int listener = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK(listener >= OX_HANDLE_MIN);

	struct sockaddr_in addr = loopback4(0); /* port 0: the system chooses */
	socklen_t len = sizeof addr;
	CHECK_INT(0, ox_bind(listener, (struct sockaddr *)&addr, sizeof addr));
	CHECK_INT(0, ox_listen(listener, 5));
	CHECK_INT(0, ox_getsockname(listener, (struct sockaddr *)&addr, &len));

	pthread_t server;
	start_thread(&server, serve_one, &listener);

	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_connect(s, (struct sockaddr *)&addr, sizeof addr));
	const char *words[] = {"one", "and another", "and a last one"};
	for (int i = 0; i < 3; i++) {
		int n = (int)strlen(words[i]);
		char buf[64];
		CHECK_INT(n, ox_write(s, words[i], (size_t)n));
		CHECK_INT(n, ox_recv(s, buf, (size_t)n, MSG_WAITALL));
		CHECK(memcmp(buf, words[i], (size_t)n) == 0);
	}
	CHECK_INT(0, ox_close(s)); /* the server reads 0, and ends */
	CHECK_INT(0, pthread_join(server, NULL));
	CHECK_INT(0, ox_close(listener));
	return 0;
}
