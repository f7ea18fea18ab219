/* For a listener that other processes share, ox_accept keeps one descriptor of io_uring(7) at most.
   A child of fork does not have it, and a program that closes it, and opens something else there,
   keeps what it has opened. */
#include "check.h"
#include <fcntl.h>

static int listener;
static struct sockaddr_in address;

/* The descriptor of a ring; -1 for none. */
static int ring(void)
{
	char path[32], target[32];
	int fd, found = -1;

	for (fd = 0; fd < 64; fd++) {
		memset(target, 0, sizeof target);
		snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
		if (readlink(path, target, sizeof target - 1) < 0 || strstr(target, "io_uring") == NULL)
			continue;
		CHECK_INT(-1, found);
		found = fd;
	}
	return found;
}

static void accept_one(void)
{
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));

	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, ox_now() + 5000000));
	CHECK_OK(ox_close(CHECK_OK(ox_accept(listener, NULL, NULL))));
	CHECK_OK(ox_close(client));
}

int main(void)
{
	int fd, child;

	listener = listen_tcp4(&address);
	child = CHECK_OK(fork());
	if (child == 0)
		_exit(0);
	check_child(child);
	accept_one();
	fd = ring();
	if (fd < 0)
		SKIP("no accept that does not wait");
	accept_one();
	CHECK_INT(fd, ring());

	child = CHECK_OK(fork());
	if (child == 0) {
		CHECK_INT(-1, ring());
		accept_one();
		_exit(0);
	}
	check_child(child);

	CHECK_OK(dup2(STDERR_FILENO, fd));
	accept_one();
	CHECK_OK(fcntl(fd, F_GETFD));
	CHECK(ring() != fd);
	return 0;
}
