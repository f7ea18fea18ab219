/*
 * close_blocked.h: a call that another thread is blocked in, and the sockets to block on.
 */
#ifndef OXSOCK_CLOSE_BLOCKED_H
#define OXSOCK_CLOSE_BLOCKED_H

#include "check.h"

#include <signal.h>

#define PROMPTLY 2000 /* milliseconds: the bound for whatever should happen at once */

/* ---- The call -------------------------------------------------------------------------- */

struct blocked {
	int (*call)(int s);
	int s;
	int result;
	pthread_t thread;
	pid_t tid;
};

static MAYBE_UNUSED void *blocked_run(void *argument)
{
	struct blocked *blocked = (struct blocked *)argument;

	blocked->result = blocked->call(blocked->s);
	return NULL;
}

/* Make the call in another thread, and return when it is blocked in the kernel. */
static MAYBE_UNUSED void block(struct blocked *blocked, int (*call)(int s), int s)
{
	blocked->call = call;
	blocked->s = s;
	blocked->tid = start_thread(&blocked->thread, blocked_run, blocked);
	wait_until_blocked(blocked->tid);
}

/* The number of the system call that a thread stays in. */
static MAYBE_UNUSED long blocking_call(pid_t tid)
{
	char where[512];

	do
		wait_until_blocked(tid);
	while (!check_asleep(tid, where, sizeof where));
	return strtol(where, NULL, 0);
}

static MAYBE_UNUSED long system_call_of(const struct blocked *blocked)
{
	return blocking_call(blocked->tid);
}

/* Return when a thread stays in this system call: not in one that a meddler decides upon. */
static MAYBE_UNUSED void wait_until_blocked_in(pid_t tid, long number)
{
	while (blocking_call(tid) != number)
		;
}

/* What the call returned, which it must do promptly. */
static MAYBE_UNUSED int result_of(struct blocked *blocked)
{
	struct timespec limit;

	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_sec += PROMPTLY / 1000;
	if (pthread_timedjoin_np(blocked->thread, NULL, &limit) != 0)
		check_failed(__FILE__, __LINE__, "the call is still blocked");
	return blocked->result;
}

/* Send a signal to a process when it sleeps. */
static MAYBE_UNUSED void signal_when_asleep(pid_t process, int number)
{
	char path[64], line[512] = "";
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
	while (strstr(line, ") S ") == NULL) {
		CHECK((file = fopen(path, "r")) != NULL);
		CHECK(fgets(line, sizeof line, file) != NULL);
		fclose(file);
		sched_yield();
	}
	CHECK_INT(0, kill(process, number));
}

/* Make the call in this process, which has one thread, and send SIGUSR1 when it sleeps. What it
   returns, which it must do in time. */
static MAYBE_UNUSED int result_when_signalled(int (*call)(int s), int s)
{
	pid_t child, parent = getpid();
	int result;

	if ((child = fork()) == 0) {
		signal_when_asleep(parent, SIGUSR1);
		_exit(0);
	}
	alarm(10);
	result = call(s);
	alarm(0);
	check_child(child);
	return result;
}

/* The same in another thread. */
static MAYBE_UNUSED int result_in_thread_when_signalled(int (*call)(int s), int s)
{
	struct blocked blocked;

	block(&blocked, call, s);
	CHECK_INT(0, pthread_kill(blocked.thread, SIGUSR1));
	return result_of(&blocked);
}

/* ---- Sockets --------------------------------------------------------------------------- */

/* Two UNIX sockets connected to each other. */
static MAYBE_UNUSED void unix_pair(int type, int s[2])
{
	CHECK_OK(ox_socketpair(AF_UNIX, type, 0, s));
}

/* Reset a connection from its other end. Returns when this end knows it. */
static MAYBE_UNUSED void reset_connection(int this_end, int other_end)
{
	const struct linger at_once = {1, 0};
	struct pollfd entry = {.fd = ox_fd(this_end)};

	CHECK_INT(0, ox_setsockopt(other_end, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once));
	CHECK_INT(0, ox_close(other_end));
	while ((entry.revents & POLLHUP) == 0)
		CHECK(poll(&entry, 1, PROMPTLY) == 1);
}

/* A UNIX socket that the system has named; *name and *length get the name. */
static MAYBE_UNUSED int unix_named(int type, struct sockaddr_un *name, socklen_t *length)
{
	int s = CHECK_OK(ox_socket(AF_UNIX, type, 0));

	memset(name, 0, sizeof *name);
	name->sun_family = AF_UNIX;
	CHECK_OK(ox_bind(s, (struct sockaddr *)name, sizeof(sa_family_t)));
	*length = sizeof *name;
	CHECK_OK(ox_getsockname(s, (struct sockaddr *)name, length));
	return s;
}

/* As tcp_pair, over ::1. */
static MAYBE_UNUSED void tcp6_pair(int s[2])
{
	struct sockaddr_in6 address;
	int listener = listen_tcp6(&address);

	s[0] = CHECK_OK(ox_socket(AF_INET6, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(s[0], (struct sockaddr *)&address, sizeof address));
	s[1] = CHECK_OK(ox_accept(listener, NULL, NULL));
	CHECK_OK(ox_close(listener));
}

/* Send until the socket takes no more. */
static MAYBE_UNUSED void fill(int s)
{
	static const char chunk[16384];
	size_t size = sizeof chunk;
	int sent;

	for (; size > 0; size /= 2)
		while ((sent = ox_send(s, chunk, size, MSG_DONTWAIT)) > 0)
			;
	CHECK_ERR(EAGAIN, sent);
}

#endif
