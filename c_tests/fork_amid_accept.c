/* A process forks while another thread is in ox_accept and has the turn to accept. That thread does
   not exist in the child, so no call there waits for it. */
#include "held_accept.h"

static int yields;

static int count_yields(int time, const struct seccomp_data *call)
{
	(void)call;
	yields = time + 1;
	return GO_ON;
}

static void accept_in_child(void)
{
	static struct meddler meddler = {.number = SYS_sched_yield, .decide = count_yields};
	pid_t child = fork();

	if (child == 0) {
		meddle(&meddler);
		CHECK_OK(ox_accept(listener, NULL, NULL));
		CHECK_INT(0, yields);
		_exit(0);
	}
	check_child(child);
}

/* In a process of its own, because filters stay. */
static void accept_and_fork(int is_shared)
{
	struct sockaddr_in address;
	pthread_t accepter;
	int i, client;

	listener = listen_tcp4(&address);
	for (i = 0; i < 2; i++) {
		client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
		CHECK_OK(ox_connect(client, (struct sockaddr *)&address, sizeof address));
	}
	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, ox_now() + 60000000));
	if (is_shared)
		CHECK_OK(ox_fd(listener));
	sem_init(&is_held, 0, 0);
	sem_init(&go_on, 0, 0);
	start_thread(&accepter, accept_held, NULL);
	await(&is_held);
	accept_in_child();
	sem_post(&go_on);
	CHECK_INT(0, pthread_join(accepter, NULL));
}

int main(void)
{
	pid_t child;
	int is_shared, status;

	for (is_shared = 0; is_shared < 2; is_shared++) {
		if ((child = fork()) == 0) {
			accept_and_fork(is_shared);
			exit(0);
		}
		status = wait_for_child(child);
		if (status != 0)
			return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
	}
	return 0;
}
