/* Poll can report a reset before the end of the connection is set (POLLERR without POLLHUP). A call
   that has moved some bytes then returns the count, and leaves the error to the next call, as the
   system's calls do. */
#include "meddle.h"

#include <sys/uio.h>

enum { MUCH = 8 << 20 };

static int s[2];
static char much[MUCH];

/* The wait ends with this alone. */
static int see_error(const struct seccomp_data *wait)
{
	short seen = POLLERR;
	const struct iovec from = {&seen, sizeof seen};
	const struct iovec to = {&((struct pollfd *)(uintptr_t)wait->args[0])->revents, sizeof seen};

	/* By the kernel, whose part this plays. */
	CHECK_INT(sizeof seen, process_vm_writev(getpid(), &from, 1, &to, 1, 0));
	return GO_ON + 1; /* so many entries */
}

static int after_more(int time, const struct seccomp_data *wait)
{
	if (time == 0) {
		CHECK_INT(2, ox_write(s[1], "de", 2));
		reset_connection(s[0], s[1]);
	}
	return time == 1 ? see_error(wait) : GO_ON;
}

static int at_once(int time, const struct seccomp_data *wait)
{
	if (time != 0)
		return GO_ON;
	reset_connection(s[0], s[1]);
	return see_error(wait);
}

static void *receive(void *unused)
{
	static struct meddler meddler = {.number = NUMBER_OF_WAIT, .decide = after_more};
	char text[8];

	meddle(&meddler);
	CHECK_INT(5, ox_recv(s[0], text, sizeof text, MSG_WAITALL));
	CHECK_ERR(ECONNRESET, ox_recv(s[0], text, sizeof text, MSG_WAITALL));
	CHECK_INT(0, ox_recv(s[0], text, sizeof text, MSG_WAITALL));
	return unused;
}

static void *send_it(void *unused)
{
	static struct meddler meddler = {.number = NUMBER_OF_WAIT, .decide = at_once};

	meddle(&meddler);
	CHECK(ox_send(s[0], much, sizeof much, 0) > 0);
	CHECK_ERR(ECONNRESET, ox_send(s[0], much, sizeof much, 0));
	CHECK_ERR(EPIPE, ox_send(s[0], much, sizeof much, 0));
	return unused;
}

static void in_a_thread(void *(*call)(void *))
{
	pthread_t thread;

	start_thread(&thread, call, NULL);
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(0, ox_close(s[0]));
}

int main(void)
{
	tcp_pair(s);
	CHECK_INT(3, ox_write(s[1], "abc", 3));
	in_a_thread(receive);
	tcp_pair(s);
	in_a_thread(send_it);
	return 0;
}
