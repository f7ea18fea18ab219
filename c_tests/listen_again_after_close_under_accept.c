/* A TCP listener is closed while another thread is in ox_accept on it. Its address can be bound and
   listened on again at once, without SO_REUSEADDR. */
#include "close_blocked.h"

enum { TIMES = 400 };

static int listener;

static void *take(void *unused)
{
	int s = ox_accept(listener, NULL, NULL);

	CHECK(s == -ECANCELED || s == -EBADF);
	return unused;
}

static int listen_at(struct sockaddr_in *address)
{
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));

	CHECK_OK(ox_bind(s, (struct sockaddr *)address, sizeof *address));
	CHECK_OK(ox_listen(s, 16));
	return s;
}

int main(void)
{
	struct sockaddr_in address;
	struct pollfd queue = {.events = POLLIN};
	pthread_t thread;
	int i;

	listener = listen_tcp4(&address);
	for (i = 0; i < TIMES; i++) {
		pid_t tid = start_thread(&thread, take, NULL);

		if (i % 8 == 0)
			wait_until_blocked(tid); /* else it may be anywhere in the call */
		queue.fd = listener;
		CHECK_INT(0, ox_poll(&queue, 1, 0));
		CHECK_INT(0, ox_close(listener));
		CHECK_INT(0, queue.revents);
		/* Until it has been opened again the thread may find the dead handle. */
		queue.fd = listen_at(&address);
		CHECK_INT(0, pthread_join(thread, NULL));
		listener = queue.fd;
	}
	return 0;
}
