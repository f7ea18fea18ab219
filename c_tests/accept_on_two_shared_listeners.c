/* A thread waits in accept4(2), since another process has accepted the connection that it had seen.
   It delays neither threads that accept from another shared listener nor threads that connect. */
#include "meddle.h"

static int listener, other;

static int take(int s)
{
	return ox_accept(s, NULL, NULL);
}

static struct sockaddr_in address;

static int attempt(int s)
{
	return ox_connect(s, (struct sockaddr *)&address, sizeof address);
}

/* As another process would. */
static int take_it_away(int time, const struct seccomp_data *call)
{
	if (time == 0)
		close(accept((int)call->args[0], NULL, NULL));
	return GO_ON;
}

static sem_t is_ready;

static int take_meddled_with(int s)
{
	static struct meddler meddler = {.number = SYS_accept4, .decide = take_it_away};

	meddle(&meddler);
	sem_post(&is_ready);
	return take(s);
}

static int connected(int to)
{
	struct sockaddr_in at;
	socklen_t length = sizeof at;
	int s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));

	CHECK_OK(ox_getsockname(to, (struct sockaddr *)&at, &length));
	CHECK_OK(ox_connect(s, (struct sockaddr *)&at, length));
	return s;
}

static int result(int (*call)(int), int s)
{
	struct blocked blocked = {.call = call, .s = s};

	blocked.tid = start_thread(&blocked.thread, blocked_run, &blocked);
	return result_of(&blocked);
}

int main(void)
{
	struct blocked blocked;
	int client;

	CHECK_INT(0, sem_init(&is_ready, 0, 0));
	listener = listen_tcp4(NULL);
	other = listen_tcp4(&address);
	CHECK_OK(ox_fd(listener));
	CHECK_OK(ox_fd(other));
	connected(listener);
	blocked.call = take_meddled_with;
	blocked.s = listener;
	blocked.tid = start_thread(&blocked.thread, blocked_run, &blocked);
	await(&is_ready);
	while (system_call_of(&blocked) != SYS_accept4)
		sched_yield();

	client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_fd(client));
	CHECK_INT(0, result(attempt, client));
	CHECK_OK(result(take, other));

	connected(listener);
	CHECK_OK(result_of(&blocked));
	return 0;
}
