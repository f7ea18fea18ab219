/* Closing a handle shuts its connection down where a call blocks in the kernel on it. Another call
   that is just about to look at the socket finds the end of the stream then; it says ECANCELED as
   well, for that end is none that the peer made. */
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
		sem_wait(&go_on);
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
	struct blocked direct, patient;
	int s[2];

	sem_init(&is_held, 0, 0);
	sem_init(&go_on, 0, 0);
	unix_pair(SOCK_STREAM, s);
	block(&direct, receive, s[0]);
	CHECK_OK(ox_fd(s[0])); /* from here on calls wait in poll */
	block(&patient, receive_held, s[0]);
	sem_wait(&is_held);
	CHECK_INT(0, ox_close(s[0]));
	sem_post(&go_on);
	CHECK_ERR(ECANCELED, result_of(&direct));
	CHECK_ERR(ECANCELED, result_of(&patient));
	return 0;
}
