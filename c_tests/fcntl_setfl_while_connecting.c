/* O_NONBLOCK that is set while another thread connects stays: for the handle's calls, and for those
   who have its descriptor. */
#include "meddle.h"

#include <fcntl.h>

static struct sockaddr_in address;
static _Atomic int is_connecting, is_set;
static int s;

static void *set_it(void *unused)
{
	while (!is_connecting)
		sched_yield();
	CHECK_INT(0, ox_fcntl(s, F_SETFL, O_NONBLOCK));
	is_set = 1;
	return unused;
}

/* O_NONBLOCK is on for the moment of the call. */
static int let_it_be_set(int time, const struct seccomp_data *call)
{
	(void)call;
	if (time == 0) {
		is_connecting = 1;
		while (!is_set)
			sched_yield();
	}
	return GO_ON;
}

static void *attempt(void *unused)
{
	static struct meddler meddler = {.number = SYS_connect, .decide = let_it_be_set};

	meddle(&meddler);
	CHECK_INT(0, ox_connect(s, (struct sockaddr *)&address, sizeof address));
	return unused;
}

int main(void)
{
	pthread_t connecting, setting;
	char byte;

	listen_tcp4(&address);
	s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	start_thread(&setting, set_it, NULL);
	start_thread(&connecting, attempt, NULL);
	CHECK_INT(0, pthread_join(connecting, NULL));
	CHECK_INT(0, pthread_join(setting, NULL));
	CHECK_INT(O_NONBLOCK, ox_fcntl(s, F_GETFL, 0) & O_NONBLOCK);
	CHECK_ERR(EAGAIN, ox_recv(s, &byte, 1, 0));
	return 0;
}
