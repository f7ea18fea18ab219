/* A thread is about to accept the only connection. In another thread a signal handler, which waits
   for one too, does not accept it instead: it waits, and the first thread does not wait for ever.
   */
#include "held_accept.h"

static pthread_t second;

/* The other thread has found out that it cannot take it. */
static int interrupt(int time, const struct seccomp_data *call)
{
	(void)call;
	if (time == 0)
		CHECK_INT(0, pthread_kill(second, SIGUSR1));
	return GO_ON;
}

static volatile sig_atomic_t handled;

static void handle(int signal)
{
	const int error = errno;

	(void)signal;
	CHECK_ERR(ETIMEDOUT, ox_accept(listener, NULL, NULL));
	handled = 1;
	errno = error;
}

static void *accept_interrupted(void *unused)
{
	static struct meddler meddler = {.number = SYS_sched_yield, .decide = interrupt};

	second = pthread_self();
	meddle(&meddler);
	CHECK_ERR(ETIMEDOUT, ox_accept(listener, NULL, NULL));
	return unused;
}

/* In a process of its own, because filters stay. */
static void accept_in_two_threads(int is_shared)
{
	struct sigaction action = {.sa_handler = handle};
	struct sockaddr_in address;
	pthread_t first, thread;
	int client;

	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	CHECK_INT(0, sem_init(&is_held, 0, 0));
	CHECK_INT(0, sem_init(&go_on, 0, 0));
	listener = listen_tcp4(&address);
	if (is_shared)
		CHECK_OK(ox_fd(listener));
	client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	start_thread(&first, accept_held, NULL);
	await(&is_held);
	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, ox_now() + 300000));
	start_thread(&thread, accept_interrupted, NULL);
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(1, handled);
	sem_post(&go_on);
	CHECK_INT(0, pthread_join(first, NULL));
	_exit(0);
}

int main(void)
{
	pid_t child;
	int is_shared, status;

	for (is_shared = 0; is_shared < 2; is_shared++) {
		if ((child = fork()) == 0)
			accept_in_two_threads(is_shared);
		status = wait_for_child(child);
		if (status != 0)
			return WIFEXITED(status) ? WEXITSTATUS(status) : 1; /* perhaps that it is skipped */
	}
	return 0;
}
