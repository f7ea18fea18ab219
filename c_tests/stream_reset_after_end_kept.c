/* A connection is reset after the peer's end of stream, during a call that sends: the call returns
   the count, and EPIPE is then reported by a wait and by SO_ERROR, but not by receiving. */
#include "check.h"

enum { MUCH = 8 << 20 };

static const char much[MUCH];

static int error_of(int fd)
{
	int error = -1;
	socklen_t size = sizeof error;

	CHECK_INT(0, getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size));
	return error;
}

/* What the system's own calls do. */
static void needs_it_of_the_system(void)
{
	struct pollfd entry = {.events = POLLIN};
	int fd, s[2];

	tcp_pair(s);
	fd = CHECK_OK(ox_release(s[0]));
	entry.fd = fd;
	CHECK_OK(ox_close(s[1]));
	NEEDS(send(fd, much, sizeof much, MSG_NOSIGNAL) > 0);
	NEEDS(poll(&entry, 1, 0) == 1 && entry.revents == (POLLIN | POLLERR | POLLHUP));
	NEEDS(error_of(fd) == EPIPE);
	close(fd);
}

static void *check(void *unused)
{
	struct pollfd entry = {.events = POLLIN};
	int s[2], error = -1;
	socklen_t size = sizeof error;
	char byte;

	tcp_pair(s);
	CHECK_OK(ox_close(s[1]));
	CHECK(ox_send(s[0], much, sizeof much, 0) > 0);
	entry.fd = s[0];
	CHECK_INT(1, ox_poll(&entry, 1, 0));
	CHECK_INT(POLLIN | POLLERR | POLLHUP, entry.revents);
	CHECK_INT(0, ox_recv(s[0], &byte, 1, 0));
	CHECK_INT(0, ox_getsockopt(s[0], SOL_SOCKET, SO_ERROR, &error, &size));
	CHECK_INT(EPIPE, error);
	CHECK_INT(0, ox_getsockopt(s[0], SOL_SOCKET, SO_ERROR, &error, &size));
	CHECK_INT(0, error);
	CHECK_INT(1, ox_poll(&entry, 1, 0));
	CHECK_INT(POLLIN | POLLHUP, entry.revents);
	CHECK_ERR(EPIPE, ox_send(s[0], much, 1, 0));
	CHECK_OK(ox_close(s[0]));
	return unused;
}

int main(void)
{
	pthread_t thread;

	needs_it_of_the_system();
	check(NULL);
	CHECK_INT(0, pthread_create(&thread, NULL, check, NULL));
	CHECK_INT(0, pthread_join(thread, NULL));
	return 0;
}
