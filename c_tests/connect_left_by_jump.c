/* A signal handler leaves ox_connect by siglongjmp, in a process with two threads, while the attempt
   begins: the socket is a blocking one afterwards, as it was before. */
#include "check.h"

#include <fcntl.h>
#include <setjmp.h>
#include <sys/time.h>

static sigjmp_buf before_call;

static void jump(int number)
{
	(void)number;
	siglongjmp(before_call, 1);
}

static void *stay(void *argument)
{
	pause();
	return argument;
}

int main(void)
{
	const struct itimerval soon = {.it_value.tv_usec = 20000};
	struct sockaddr_in address;
	sigset_t alarms;
	pthread_t other;
	int s;

	listen_tcp4(&address);
	s = CHECK_OK(ox_socket(AF_INET, SOCK_STREAM, 0));
	CHECK_OK(ox_fault("ioctl delay=60ms nth=2")); /* which is to make it a blocking one again */
	sigemptyset(&alarms);
	sigaddset(&alarms, SIGALRM);
	CHECK_INT(0, pthread_sigmask(SIG_BLOCK, &alarms, NULL));
	start_thread(&other, stay, NULL);
	CHECK_INT(0, pthread_sigmask(SIG_UNBLOCK, &alarms, NULL));

	signal(SIGALRM, jump);
	if (sigsetjmp(before_call, 1) == 0) {
		CHECK_INT(0, setitimer(ITIMER_REAL, &soon, NULL));
		ox_connect(s, (struct sockaddr *)&address, sizeof address);
		check_failed(__FILE__, __LINE__, "no signal came");
	}
	CHECK_INT(0, ox_fcntl(s, F_GETFL, 0) & O_NONBLOCK);
	CHECK_INT(0, fcntl(ox_fd(s), F_GETFL) & O_NONBLOCK);
	return 0;
}
