/* For a moment in ox_accept the kernel's flag O_NONBLOCK is set on the listener. Nobody sees that
   moment: F_GETFL waits until it is over, on the same handle, on another of the same socket, and
   in another process. */
#include "meddle.h"

static int listener, go_pipe[2], news_pipe[2];

/* The one who asks has to wait, and does not give up soon. */
static int tell_of_waiting(int time, const struct seccomp_data *call)
{
	(void)call;
	if (time == 3)
		CHECK_INT(1, write(news_pipe[1], "w", 1));
	return GO_ON;
}

/* Ask for the flags, and tell what they were. */
static void *ask(void *argument)
{
	static struct meddler meddler = {.number = SYS_sched_yield, .decide = tell_of_waiting};
	int s = *(int *)argument;
	char byte;

	meddle(&meddler);
	CHECK_INT(1, read(go_pipe[0], &byte, 1));
	byte = CHECK_OK(ox_fcntl(s, F_GETFL, 0)) & O_NONBLOCK ? 'n' : 'b';
	CHECK_INT(1, write(news_pipe[1], &byte, 1));
	return NULL;
}

static char news(void)
{
	char byte;

	CHECK_INT(1, read(news_pipe[0], &byte, 1));
	return byte;
}

/* Amid ox_accept the other asks, and either waits or has its answer. */
static int let_ask(int time, const struct seccomp_data *call)
{
	(void)call;
	if (time == 0) {
		CHECK_INT(1, write(go_pipe[1], "", 1));
		CHECK_INT('w', news());
	}
	return GO_ON;
}

static void *accept_one(void *argument)
{
	static struct meddler meddler = {.number = SYS_accept4, .decide = let_ask};

	meddle(&meddler);
	CHECK_OK(ox_accept(*(int *)argument, NULL, NULL));
	return NULL;
}

static void accept_while_asked(const struct sockaddr_in *address)
{
	int client = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	pthread_t accepter;

	CHECK_OK(ox_connect(client, (const struct sockaddr *)address, sizeof *address));
	start_thread(&accepter, accept_one, &listener);
	CHECK_INT(0, pthread_join(accepter, NULL));
	CHECK_INT('b', news());
}

/* Each in a process of its own, because filters stay. */
static void in_child(void (*lesson)(const struct sockaddr_in *), const char *name)
{
	struct sockaddr_in address;
	pid_t child;
	int status = -1;

	printf("%s\n", name);
	fflush(stdout);
	if ((child = fork()) == 0) {
		CHECK_INT(0, pipe(go_pipe));
		CHECK_INT(0, pipe(news_pipe));
		listener = listen_tcp4(&address);
		lesson(&address);
		exit(0);
	}
	CHECK_INT(child, waitpid(child, &status, 0));
	if (status != 0)
		exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

static void same_handle(const struct sockaddr_in *address)
{
	pthread_t asker;

	CHECK_INT(0, ox_deadline(listener, OX_RECEIVING, ox_now() + 60000000));
	start_thread(&asker, ask, &listener);
	accept_while_asked(address);
	CHECK_INT(0, pthread_join(asker, NULL));
}

static void another_handle(const struct sockaddr_in *address)
{
	int other = CHECK_OK(ox_fcntl(listener, F_DUPFD_CLOEXEC, 0));
	pthread_t asker;

	start_thread(&asker, ask, &other);
	accept_while_asked(address);
	CHECK_INT(0, pthread_join(asker, NULL));
}

static void another_process(const struct sockaddr_in *address)
{
	pid_t child = fork();

	if (child == 0) {
		ask(&listener);
		exit(0);
	}
	accept_while_asked(address);
	check_child(child);
}

int main(void)
{
	in_child(same_handle, "the same handle");
	in_child(another_handle, "another handle");
	in_child(another_process, "another process");
	return 0;
}
