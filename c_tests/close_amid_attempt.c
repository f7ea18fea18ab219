/* A handle is closed while a call on it is just about to make its system call. The call returns
   ECANCELED, as one that waits does, whatever file has its descriptor's number by then. */
#include "meddle.h"

static sem_t is_held, go_on;

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static int hold(int time, const struct seccomp_data *call)
{
	(void)call;
	if (time == 0) {
		sem_post(&is_held);
		await(&go_on);
	}
	return GO_ON;
}

static int receive_held(int s)
{
	static struct meddler meddler = {.number = SYS_recvfrom, .decide = hold};

	meddle(&meddler);
	return receive(s);
}

int main(void)
{
	struct blocked waiting, held;
	int s[2];

	sem_init(&is_held, 0, 0);
	sem_init(&go_on, 0, 0);
	unix_pair(SOCK_STREAM, s);
	block(&held, receive_held, s[0]);
	await(&is_held);
	block(&waiting, receive, s[0]);
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&waiting));
	sem_post(&go_on);
	CHECK_ERR(ECANCELED, result_of(&held));
	return 0;
}
