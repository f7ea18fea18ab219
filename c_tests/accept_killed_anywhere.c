/* A process that shares a listener is killed, or stopped, at every system call of its ox_accept in
   turn. The listener works on for the others, blocking as it was. */
#include "meddle.h"

#include <signal.h>

static int listener, ending_call, ending_signal;
static struct sockaddr_in address;

static int end_here(int time, const struct seccomp_data *call)
{
	(void)call;
	if (time == ending_call)
		kill(getpid(), ending_signal);
	return GO_ON;
}

static pid_t start_worker(int call, int signal)
{
	static struct meddler meddler = {.number = EVERY_CALL, .decide = end_here};
	pid_t worker = fork();

	if (worker == 0) {
		end_with_parent();
		ending_call = call;
		ending_signal = signal;
		meddle(&meddler);
		_exit(ox_accept(listener, NULL, NULL) < 0);
	}
	return worker;
}

static int connect_to_it(void)
{
	int client = socket(AF_INET, SOCK_STREAM, 0);

	CHECK_INT(0, connect(client, (struct sockaddr *)&address, sizeof address));
	return client;
}

/* Take all connections that are left: how many. */
static int empty_queue(void)
{
	int s, count;

	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, 0));
	for (count = 0; (s = ox_accept(listener, NULL, NULL)) >= 0; count++)
		CHECK_INT(0, ox_close(s));
	CHECK_ERR(ETIMEDOUT, s);
	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, OX_FOREVER));
	return count;
}

static int accept_one(int s)
{
	return ox_accept(s, NULL, NULL);
}

static void check_listener(void)
{
	struct blocked blocked;
	int client;

	CHECK_INT(0, ox_fcntl(listener, F_GETFL, 0) & O_NONBLOCK);
	empty_queue();
	block(&blocked, accept_one, listener); /* it waits */
	client = connect_to_it();
	CHECK_INT(0, ox_close(CHECK_OK(result_of(&blocked))));
	close(client);
}

/* Whether the worker came to that call. */
static int end_at(int call, int signal)
{
	int status, client = connect_to_it();
	pid_t worker = start_worker(call, signal);

	CHECK_INT(worker, waitpid(worker, &status, WUNTRACED));
	if (WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED)
		exit(SKIPPED);
	CHECK(!WIFEXITED(status) || WEXITSTATUS(status) == 0);
	check_listener();
	if (WIFSTOPPED(status)) {
		CHECK_INT(0, kill(worker, SIGKILL));
		CHECK_INT(worker, waitpid(worker, NULL, 0));
	}
	close(client);
	return !WIFEXITED(status);
}

int main(void)
{
	int i;

	listener = listen_tcp4(&address);
	for (i = 0; end_at(i, SIGKILL); i++)
		;
	CHECK(i > 1);
	for (i = 0; end_at(i, SIGSTOP); i++)
		;
	CHECK(i > 1);
	return 0;
}
