/*
 * SO_RCVTIMEO limits accept too: EAGAIN. SO_SNDTIMEO limits connect: EINPROGRESS over TCP,
 * where the attempt goes on; EAGAIN over UNIX sockets, while the listener's queue is full.
 */
#include "check.h"

enum { MILLISECOND = 1000 };

static void set_timeout(int s, int name)
{
	struct timeval time = {0, 20 * MILLISECOND};

	CHECK_OK(ox_setsockopt(s, SOL_SOCKET, name, &time, sizeof time));
}

static void accept_ends(int listener)
{
	int64_t start = ox_now();

	set_timeout(listener, SO_RCVTIMEO);
	CHECK_ERR(EAGAIN, ox_accept(listener, NULL, NULL));
	CHECK(ox_now() - start >= 20 * MILLISECOND - A_TICK);
}

/* Connect, again and again, until the listener's queue is full: that call must time out. */
static void connect_ends(int domain, const void *address, socklen_t length, int code)
{
	int i, result, clients[8];
	int64_t start;

	for (i = 0; i < 8; i++) {
		clients[i] = CHECK_OK(ox_socket(domain, SOCK_STREAM, 0));
		set_timeout(clients[i], SO_SNDTIMEO);
		start = ox_now();
		result = ox_connect(clients[i], (const struct sockaddr *)address, length);
		if (result != 0)
			break;
	}
	CHECK_ERR(code, result);
	CHECK(ox_now() - start >= 20 * MILLISECOND - A_TICK);
	for (; i >= 0; i--)
		CHECK_OK(ox_close(clients[i]));
}

int main(void)
{
	struct sockaddr_in address4;
	struct sockaddr_un address;
	int tcp = listen_tcp4(&address4);
	int local = CHECK_OK(ox_socket(AF_UNIX, SOCK_STREAM, 0));

	unix_path(&address, "listener");
	CHECK_OK(ox_bind(local, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_listen(local, 0));
	CHECK_OK(ox_listen(tcp, 0));

	accept_ends(tcp);
	accept_ends(local);
	connect_ends(AF_INET, &address4, sizeof address4, EINPROGRESS);
	connect_ends(AF_UNIX, &address, sizeof address, EAGAIN);

	CHECK_OK(ox_close(local));
	CHECK_OK(ox_close(tcp));
	return 0;
}
