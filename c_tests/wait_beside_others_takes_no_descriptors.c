/* Several calls wait for the same data, and one gets it each time. However often the others have
   found it gone, their waits use no more descriptors. */
#include "meddle.h"

enum { ROUNDS = 6 };

static int s[2];
static _Atomic int tries, is_last;

/* Take the message that the thread is about to receive. */
static int take_away(int time, const struct seccomp_data *call)
{
	char byte;

	(void)time;
	(void)call;
	if (!is_last)
		ox_recv(s[0], &byte, 1, MSG_DONTWAIT);
	tries++;
	return GO_ON;
}

static void *receive(void *unused)
{
	static struct meddler meddler = {.number = SYS_recvfrom, .decide = take_away};
	char byte;

	meddle(&meddler);
	CHECK_INT(1, ox_recv(s[0], &byte, 1, 0));
	return unused;
}

static int open_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int count = 0;

	CHECK(dir != NULL);
	while (readdir(dir) != NULL)
		count++;
	closedir(dir);
	return count;
}

int main(void)
{
	pthread_t thread;
	pid_t receiver;
	int i, before = 0;

	CHECK_OK(ox_socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	receiver = start_thread(&thread, receive, NULL);
	for (i = 1; i <= ROUNDS; i++) {
		do
			wait_until_blocked_in(receiver, NUMBER_OF_WAIT);
		while (tries < i);
		if (i == 1)
			before = open_descriptors();
		CHECK_INT(before, open_descriptors());
		is_last = i == ROUNDS;
		CHECK_INT(1, ox_send(s[1], "x", 1, 0));
	}
	CHECK_INT(0, pthread_join(thread, NULL));
	CHECK_INT(before, open_descriptors());
	return 0;
}
