/* Another process accepts the connection that ox_accept has seen, so that the call blocks in
   accept4(2), and there a signal handler runs: the call goes on waiting, unless the listener is
   OX_INTERRUPTIBLE. */
#include "meddle.h"

static int interrupted_once(int time, const struct seccomp_data *call)
{
	(void)call;
	return time == 0 ? -EINTR : GO_ON;
}

static void *accept_interrupted(void *argument)
{
	static struct meddler meddler[2];
	static int uses;
	struct meddler *mine = &meddler[uses++];

	mine->number = SYS_accept4;
	mine->decide = interrupted_once;
	meddle(mine);
	*(int *)argument = ox_accept(*(int *)argument, NULL, NULL);
	return NULL;
}

int main(void)
{
	struct sockaddr_in address;
	int listener = listen_tcp4(&address);
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	int on = 1, result = listener;
	pthread_t thread;

	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	start_thread(&thread, accept_interrupted, &result);
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_OK(result);

	client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	CHECK_OK(ox_setsockopt(listener, SOL_OX, OX_INTERRUPTIBLE, &on, sizeof on));
	result = listener;
	start_thread(&thread, accept_interrupted, &result);
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_ERR(EINTR, result);
	return 0;
}
