/* Two threads connect one socket, and one begins just before the other's system call is made. Both
   wait in poll, where closing wakes them, and neither blocks in connect(2). */
#include "meddle.h"

static struct sockaddr_in address;
static socklen_t length = sizeof address;

static int attempt(int s)
{
	return ox_connect(s, (struct sockaddr *)&address, length);
}

static int shared;
static struct blocked other;
static sem_t has_begun;

static int let_the_other_begin(int time, const struct seccomp_data *call)
{
	(void)call;
	if (time == 0) {
		block(&other, attempt, shared);
		sem_post(&has_begun);
	}
	return GO_ON;
}

static int attempt_meddled_with(int s)
{
	static struct meddler meddler = {.number = SYS_connect, .decide = let_the_other_begin};

	meddle(&meddler);
	return attempt(s);
}

int main(void)
{
	struct blocked blocked;
	int first, listener = listen_tcp4(&address);

	CHECK_INT(0, sem_init(&has_begun, 0, 0));
	CHECK_OK(ox_listen(listener, 0));
	first = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, attempt(first)); /* the queue is full */

	shared = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	block(&blocked, attempt_meddled_with, shared);
	await(&has_begun);
	wait_until_blocked(blocked.tid);
	CHECK_INT(0, ox_close(shared));
	CHECK_ERR(ECANCELED, result_of(&blocked));
	CHECK_ERR(ECANCELED, result_of(&other));
	return 0;
}
