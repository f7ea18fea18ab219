/* A program closes all descriptors from 3 on, as daemons do, among them oxsock's own, and opens
   files, eventfds and timers, which get their numbers. oxsock does not write to, close or set any
   of them, and handles that are opened afterwards work. */
#define _GNU_SOURCE
#include "close_blocked.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>

enum { FILES = 12, THREADS = 4 };

static const char text[] = "0123456789abcde";

static int receive(int s)
{
	char byte;

	return ox_recv(s, &byte, 1, 0);
}

/* Wake threads by closing. */
static void use_wakeups(void)
{
	struct blocked blocked[THREADS];
	int i, s[THREADS][2];

	for (i = 0; i < THREADS; i++) {
		unix_pair(SOCK_STREAM, s[i]);
		block(&blocked[i], receive, s[i][0]);
	}
	for (i = 0; i < THREADS; i++) {
		CHECK_INT(0, ox_close(s[i][0]));
		CHECK_ERR(ECANCELED, result_of(&blocked[i]));
		CHECK_INT(0, ox_close(s[i][1]));
	}
}

static void *wait_for_moment(void *unused)
{
	int s[2];

	unix_pair(SOCK_STREAM, s);
	CHECK_INT(0, ox_deadline(s[0], OX_RECEIVING, ox_now() + 1000));
	CHECK_ERR(ETIMEDOUT, receive(s[0]));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_INT(0, ox_close(s[1]));
	return unused;
}

/* In several threads: what they watched meanwhile stays. */
static void wait_in_vain(void)
{
	pthread_t threads[THREADS];
	int i;

	for (i = 0; i < THREADS; i++)
		CHECK_INT(0, pthread_create(&threads[i], NULL, wait_for_moment, NULL));
	for (i = 0; i < THREADS; i++)
		CHECK_INT(0, pthread_join(threads[i], NULL));
}

/* Files of the program's own under the numbers from 3 on. */
static void open_files(int files[FILES])
{
	char name[128];
	int i;

	for (i = 0; i < FILES; i++) {
		CHECK(snprintf(name, sizeof name, "%s/%d", temp_dir(), i) < (int)sizeof name);
		CHECK((files[i] = open(name, O_CREAT | O_RDWR | O_TRUNC, 0600)) >= 0);
		CHECK_INT(sizeof text, write(files[i], text, sizeof text));
	}
}

static void check_files(const int files[FILES])
{
	char there[2 * sizeof text];
	int i;

	for (i = 0; i < FILES; i++) {
		CHECK_INT(sizeof text, lseek(files[i], 0, SEEK_CUR));
		CHECK_INT(sizeof text, pread(files[i], there, sizeof there, 0));
		CHECK_INT(0, memcmp(text, there, sizeof text));
	}
}

/* Every other one has been set. */
static void make_timers(int timers[FILES])
{
	const struct itimerspec an_hour = {.it_value = {3600, 0}};
	int i;

	for (i = 0; i < FILES; i++) {
		CHECK((timers[i] = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK)) >= 0);
		if (i % 2 == 0)
			CHECK_INT(0, timerfd_settime(timers[i], 0, &an_hour, NULL));
	}
}

static void check_timers(const int timers[FILES])
{
	struct itimerspec left;
	uint64_t count;
	int i;

	for (i = 0; i < FILES; i++) {
		CHECK_INT(0, timerfd_gettime(timers[i], &left));
		CHECK_INT(i % 2 == 0, left.it_value.tv_sec > 3000);
		CHECK_INT(0, left.it_interval.tv_sec);
		CHECK_INT(-1, read(timers[i], &count, sizeof count));
		CHECK_INT(EAGAIN, errno);
	}
}

int main(void)
{
	int i, files[FILES], events[FILES], timers[FILES];
	uint64_t count;

	temp_dir();
	use_wakeups();
	CHECK_INT(0, syscall(SYS_close_range, 3, ~0U, 0));
	open_files(files);
	use_wakeups();
	use_wakeups();
	check_files(files);

	CHECK_INT(0, syscall(SYS_close_range, 3, ~0U, 0));
	for (i = 0; i < FILES; i++)
		CHECK((events[i] = eventfd(0, EFD_NONBLOCK)) >= 0);
	use_wakeups();
	use_wakeups();
	for (i = 0; i < FILES; i++) {
		CHECK_INT(-1, read(events[i], &count, sizeof count));
		CHECK_INT(EAGAIN, errno); /* and not EBADF, nor a count */
	}

	CHECK_INT(0, syscall(SYS_close_range, 3, ~0U, 0));
	wait_in_vain();
	CHECK_INT(0, syscall(SYS_close_range, 3, ~0U, 0));
	make_timers(timers);
	wait_in_vain();
	use_wakeups();
	use_wakeups();
	check_timers(timers);
	return 0;
}
