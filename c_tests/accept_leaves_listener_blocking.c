/* ox_accept never makes a listener non-blocking, not even for a moment: a process that is in
   accept(2) on the same listener, while threads and processes are in ox_accept, never gets EAGAIN,
   and F_GETFL never shows O_NONBLOCK. */
#include "close_blocked.h"

#include <fcntl.h>
#include <signal.h>

enum { CONNECTIONS = 1500, CLIENTS = 3, THREADS = 2, PROCESSES = 2 };

static int listener;
static struct sockaddr_un address;
static socklen_t length;

static void *accept_for_ever(void *unused)
{
	for (;;) {
		int s = ox_accept(listener, NULL, NULL);

		if (s < 0)
			return unused;
		CHECK_INT(0, ox_close(s));
	}
}

static pid_t accept_in_process(void)
{
	pid_t child = fork();

	if (child == 0) {
		end_with_parent();
		accept_for_ever(NULL);
		_exit(1);
	}
	return child;
}

/* By accept(2), until it is told something that it should not be. */
static pid_t accept_by_system(int fd)
{
	pid_t child = fork();

	if (child == 0) {
		end_with_parent();
		for (;;) {
			int connection = accept(fd, NULL, NULL);

			if (connection < 0)
				_exit(1);
			close(connection);
		}
	}
	return child;
}

static void end(pid_t child)
{
	int status;

	CHECK_INT(0, kill(child, SIGKILL));
	status = wait_for_child(child);
	CHECK(WIFSIGNALED(status)); /* and not told something before */
}

static void *connect_often(void *unused)
{
	int i, client;

	for (i = 0; i < CONNECTIONS; i++) {
		client = socket(AF_UNIX, SOCK_STREAM, 0);
		CHECK_INT(0, connect(client, (struct sockaddr *)&address, length));
		CHECK_INT(0, ox_fcntl(listener, F_GETFL, 0) & O_NONBLOCK);
		CHECK_INT(0, close(client));
	}
	return unused;
}

int main(void)
{
	pthread_t threads[THREADS], clients[CLIENTS];
	pid_t by_system, processes[PROCESSES];
	int i, fd;

	listener = unix_named(SOCK_STREAM, &address, &length);
	CHECK_INT(0, ox_listen(listener, 16));
	fd = CHECK_OK(ox_fd(listener));
	for (i = 0; i < PROCESSES; i++)
		processes[i] = accept_in_process();
	by_system = accept_by_system(fd);
	for (i = 0; i < THREADS; i++)
		start_thread(&threads[i], accept_for_ever, NULL);
	for (i = 0; i < CLIENTS; i++)
		start_thread(&clients[i], connect_often, NULL);
	for (i = 0; i < CLIENTS; i++)
		CHECK_INT(0, pthread_join(clients[i], NULL));
	CHECK_INT(0, waitpid(by_system, NULL, WNOHANG)); /* it has not been told anything */
	for (i = 0; i < PROCESSES; i++)
		end(processes[i]);
	end(by_system);
	CHECK_INT(0, ox_close(listener));
	/* One whose connection another process took sits in accept(2) until the next one comes. */
	for (i = 0; i < THREADS; i++) {
		fd = socket(AF_UNIX, SOCK_STREAM, 0);
		connect(fd, (struct sockaddr *)&address, length);
		CHECK_INT(0, close(fd));
	}
	for (i = 0; i < THREADS; i++)
		CHECK_INT(0, pthread_join(threads[i], NULL));
	return 0;
}
