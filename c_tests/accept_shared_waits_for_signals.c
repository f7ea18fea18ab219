/* Where the kernel has no accept that does not wait, and another process was quicker, ox_accept
   waits in accept4(2). A signal ends that wait, too, if signals end the handle's calls. */
#include "meddle.h"

static int listener;
static _Atomic int is_taken;

/* Another process takes the connection. A filter that asks leaves no accept that does not wait. */
static int take_away(int time, const struct seccomp_data *call)
{
	(void)call;
	if (time == 0) {
		CHECK_OK(accept(ox_fd(listener), NULL, NULL));
		is_taken = 1;
	}
	return GO_ON;
}

static int take(int s)
{
	static struct meddler meddler = {.number = SYS_accept4, .decide = take_away};

	meddle(&meddler);
	return ox_accept(s, NULL, NULL);
}

static void do_nothing(int number)
{
	(void)number;
}

int main(void)
{
	struct sigaction action = {.sa_handler = do_nothing};
	struct sockaddr_in address;
	struct blocked blocked;
	int on = 1, s;

	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	listener = listen_tcp4(&address);
	CHECK_OK(ox_fd(listener));
	CHECK_INT(0, ox_setsockopt(listener, SOL_OX, OX_INTERRUPTIBLE, &on, sizeof on));
	block(&blocked, take, listener);
	s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_INT(0, ox_connect(s, (struct sockaddr *)&address, sizeof address));
	while (!is_taken)
		sched_yield();
	wait_until_blocked_in(blocked.tid, SYS_accept4);
	CHECK_INT(0, pthread_kill(blocked.thread, SIGUSR1));
	CHECK_ERR(EINTR, result_of(&blocked));
	return 0;
}
