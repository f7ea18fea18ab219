/* A thread that closes a handle is about to wake a call. Meanwhile that call returns by itself, its
   wakeup timer is closed, and a timer of the program's gets the number. The program's timer is not
   touched. */
#include "meddle.h"

#include <sys/timerfd.h>

static int first[2], second[2];
static _Atomic int timer = -1;
static _Atomic int number; /* of the descriptor that is about to be raised */
static sem_t receives, has_received;

static void make_timer(void)
{
	const struct itimerspec an_hour = {.it_value = {3600, 0}};

	timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	if (fcntl(number, F_GETFD) < 0)
		CHECK_INT(number, dup2(timer, number));
	CHECK_INT(0, timerfd_settime(timer, 0, &an_hour, NULL));
}

/* The receiver, whose descriptor has been closed, is about to make another. */
static int be_quicker(int time, const struct seccomp_data *call)
{
	(void)call;
	if (time == 1)
		make_timer();
	return GO_ON;
}

static void *receive_twice(void *unused)
{
	static struct meddler meddler = {.number = SYS_timerfd_create, .decide = be_quicker};
	char byte;
	int received;

	meddle(&meddler);
	sem_post(&receives); /* setting the meddler up blocks, too */
	received = ox_recv(first[0], &byte, 1, 0);
	if (received == -ECANCELED) /* under a deadline a wait begins with a short one */
		SKIP("the receiver has looked whether the handle is alive before the byte came");
	CHECK_INT(1, received);
	sem_post(&has_received);
	CHECK_ERR(ECANCELED, ox_recv(second[0], &byte, 1, 0));
	sem_post(&has_received);
	return unused;
}

static pid_t receiver;

static int leave_meanwhile(int time, const struct seccomp_data *call)
{
	if (time != 0)
		return GO_ON;
	number = (int)call->args[0];
	CHECK_INT(1, ox_send(first[1], "x", 1, 0));
	await(&has_received);
	wait_until_blocked_in(receiver, NUMBER_OF_WAIT);
	CHECK_INT(0, ox_close(second[0]));
	await(&has_received);
	return GO_ON;
}

int main(void)
{
	static struct meddler meddler = {.number = SYS_timerfd_settime, .decide = leave_meanwhile};
	struct itimerspec left;
	pthread_t thread;

	CHECK_INT(0, sem_init(&receives, 0, 0));
	CHECK_INT(0, sem_init(&has_received, 0, 0));
	unix_pair(SOCK_STREAM, first);
	unix_pair(SOCK_STREAM, second);
	receiver = start_thread(&thread, receive_twice, NULL);
	await(&receives);
	wait_until_blocked_in(receiver, NUMBER_OF_WAIT);
	meddle(&meddler);
	CHECK_INT(0, ox_close(first[0]));
	CHECK_INT(0, pthread_join(thread, NULL));
	if (timer >= 0) { /* it has made another, as it nearly always does */
		CHECK_INT(0, timerfd_gettime(timer, &left));
		CHECK(left.it_value.tv_sec > 3000);
	}
	return 0;
}
