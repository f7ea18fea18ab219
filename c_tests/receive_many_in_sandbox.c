/* Where a sandbox refuses one of the system calls by which the threads that receive from one socket
   wait for each other, they get what comes, one more returns at its deadline, closing wakes them,
   and no descriptor is lost. */
#include "handle_count.h"
#include "receivers.h"
#include "refuses.h"

enum { ROUNDS = 4, BRIEFLY = 5000, LATE = 40000 }; /* times in microseconds */

/* Receive where others wait. Returns how long the call went on after its deadline. */
static int64_t delay(int s)
{
	int64_t end = ox_now() + BRIEFLY;
	char byte;

	CHECK_INT(0, ox_deadline(s, OX_RECEIVING, end));
	CHECK_ERR(ETIMEDOUT, ox_recv(s, &byte, 1, 0));
	CHECK_INT(0, ox_deadline(s, OX_RECEIVING, OX_FOREVER));
	return ox_now() - end;
}

static int64_t receive(void)
{
	struct receivers receivers;
	int64_t late;
	int s[2];

	unix_pair(SOCK_DGRAM, s);
	start_receivers(&receivers, take_datagram, s[0]);
	late = delay(s[0]);
	pass_datagrams(&receivers, s[1], RECEIVERS);
	CHECK_INT(0, ox_close(s[0]));
	join_receivers(&receivers, ECANCELED);
	CHECK_INT(0, ox_close(s[1]));
	return late;
}

/* In a process of its own. */
static void without(long number, int error)
{
	pid_t child = fork();
	int64_t late, least;
	int i, before;

	if (child == 0) {
		refuse(number, error);
		least = receive();
		before = open_descriptors();
		for (i = 1; i < ROUNDS; i++) {
			late = receive();
			least = late < least ? late : least;
		}
		CHECK(open_descriptors() <= before);
		CHECK(least < LATE);
		exit(0);
	}
	check_child(child);
}

int main(void)
{
	const long numbers[] = {SYS_epoll_create1,  SYS_epoll_ctl,	 SYS_epoll_pwait,
				SYS_timerfd_create, SYS_timerfd_settime, SYS_timerfd_gettime};
	size_t i;

	for (i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		without(numbers[i], i % 2 == 0 ? EPERM : ENOSYS);
	return 0;
}
