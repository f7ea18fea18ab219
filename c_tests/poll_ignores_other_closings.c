/* Closing one handle wakes those who wait for it, and nobody else: ox_poll on another handle goes
   on, and uses no processor time while another call is slow to leave the closed one. */
#include "signal_handler.h"

static sem_t in_handler, may_leave;

static void hold(int number)
{
	(void)number;
	sem_post(&in_handler);
	await(&may_leave);
}

static int poll_one(int s)
{
	struct pollfd entry = {s, POLLIN, 0};

	return ox_poll(&entry, 1, -1);
}

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

static int64_t processor_time(const struct blocked *blocked)
{
	struct timespec time;
	clockid_t clock;

	CHECK_INT(0, pthread_getcpuclockid(blocked->thread, &clock));
	CHECK_INT(0, clock_gettime(clock, &time));
	return time.tv_sec * INT64_C(1000000) + time.tv_nsec / 1000;
}

int main(void)
{
	const struct timespec while_ = {0, 60 * 1000 * 1000};
	struct sigaction action;
	struct blocked slow, poller, receiver;
	int64_t before[2];
	int closed[2], polled[2], received[2];

	memset(&action, 0, sizeof action);
	action.sa_handler = hold;
	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	sem_init(&in_handler, 0, 0);
	sem_init(&may_leave, 0, 0);
	unix_pair(SOCK_STREAM, closed);
	unix_pair(SOCK_STREAM, polled);
	unix_pair(SOCK_STREAM, received);
	CHECK_OK(ox_fd(received[0])); /* so that it waits in poll */

	block(&slow, poll_one, closed[0]);
	block(&poller, poll_one, polled[0]);
	block(&receiver, receive, received[0]);
	CHECK_INT(0, pthread_kill(slow.thread, SIGUSR1));
	await(&in_handler);
	before[0] = processor_time(&poller);
	before[1] = processor_time(&receiver);
	CHECK_INT(0, ox_close(closed[0]));
	nanosleep(&while_, NULL); /* the time that is measured */
	CHECK(processor_time(&poller) - before[0] < 10000);
	CHECK(processor_time(&receiver) - before[1] < 10000);
	sem_post(&may_leave);
	CHECK_INT(1, result_of(&slow)); /* POLLNVAL */

	wait_until_blocked(poller.tid);
	wait_until_blocked(receiver.tid);
	CHECK_INT(1, ox_write(polled[1], "x", 1));
	CHECK_INT(1, ox_write(received[1], "x", 1));
	CHECK_INT(1, result_of(&poller));
	CHECK_INT(1, result_of(&receiver));
	return 0;
}
