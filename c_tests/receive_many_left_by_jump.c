/* A signal handler leaves ox_recv by siglongjmp, while that opens what several threads that receive
   from one socket wait on. That is closed with the socket all the same, and the thread can be
   cancelled as before. */
#include "meddle.h"
#include "receivers.h"

#include <setjmp.h>

static sigjmp_buf before_call;
static pthread_t caller;

static void jump(int number)
{
	(void)number;
	siglongjmp(before_call, 1);
}

/* When the set has been opened and gets its second entry. */
static int interrupt(int time, const struct seccomp_data *call)
{
	(void)call;
	if (time == 1)
		CHECK_INT(0, pthread_kill(caller, SIGUSR1));
	return GO_ON;
}

int main(void)
{
	struct sigaction action = {.sa_handler = jump};
	struct meddler meddler = {.number = SYS_epoll_ctl, .decide = interrupt};
	struct blocked other;
	int s[2], before;
	char byte;

	CHECK_INT(0, sigaction(SIGUSR1, &action, NULL));
	caller = pthread_self();
	unix_pair(SOCK_DGRAM, s);
	block(&other, take_datagram, s[0]);
	meddle(&meddler);
	if (sigsetjmp(before_call, 1) == 0) {
		CHECK_INT(1, ox_recv(s[0], &byte, 1, 0));
		check_failed(__FILE__, __LINE__, "nothing interrupted the call");
	}
	CHECK_INT(0, pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &before));
	CHECK_INT(PTHREAD_CANCEL_ENABLE, before);
	CHECK_ERR(EAGAIN, ox_recv(s[0], &byte, 1, MSG_DONTWAIT));
	CHECK_INT(0, ox_close(s[0]));
	CHECK_ERR(ECANCELED, result_of(&other));
	CHECK_INT(-1, next_epoll_set(-1));
	CHECK_INT(0, ox_close(s[1]));
	return 0;
}
