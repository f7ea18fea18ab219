/* A process forks for the first time, and calls ox_accept before oxsock's own atfork handler has
   run. The child can accept the connection that the call has seen; the call still waits no longer
   than until its deadline. On Linux 6.10 and later, without a seccomp filter. */
#include "traced_accept.h"

static int listener;

/* The first handler to be registered, and so the first to be called in the parent. */
static void accept_before_others_know(void)
{
	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, ox_now() + 100000));
	CHECK_ERR(ETIMEDOUT, ox_accept(listener, NULL, NULL));
	_exit(0);
}

static void fork_first(void)
{
	struct sockaddr_in address;
	int client;

	alarm(10); /* in case it waits longer */
	CHECK_INT(0, pthread_atfork(NULL, accept_before_others_know, NULL));
	listener = listen_tcp4(&address);
	client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	be_traced();
	fork();
	_exit(0);
}

/* A process's only listener, as a descriptor of this one, which is not lent. */
static int listener_of(pid_t process)
{
	int other = CHECK_OK((int)syscall(SYS_pidfd_open, process, 0)), i, fd, is_listener;
	socklen_t length = sizeof is_listener;

	for (i = 0; i < 64; i++) {
		fd = (int)syscall(SYS_pidfd_getfd, other, i, 0);
		if (fd < 0)
			continue;
		is_listener = 0;
		getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &is_listener, &length);
		if (is_listener)
			return fd;
		close(fd);
	}
	CHECK(!"there is a listener");
	return -1;
}

int main(void)
{
	pid_t child;

	needs_accept_at_once();
	child = CHECK_OK(fork());
	if (child == 0)
		fork_first();
	wait_until_traced(child);
	take_away(child, listener_of(child));
	return 0;
}
